const at = "2026-01-31T12:00:00.0000000Z";

const outs = (inputs) => ({
    ...inputs,
    createdBy: "pulumi-mde tests",
    creationTime: at,
    lastUpdatedTime: at,
});

exports.provider = {
    check: async (olds, news) => ({ inputs: { ...news, __provider: undefined } }),
    diff: async (id, olds, news) => ({ changes: olds.sha256 !== news.sha256 }),
    create: async (inputs) => ({ id: `${inputs.tenantId}/${inputs.fileName}`, outs: outs(inputs) }),
    read: async (id, props) => ({ id, props }),
    update: async (id, olds, news) => ({ outs: outs(news) }),
    delete: async () => undefined,
};
