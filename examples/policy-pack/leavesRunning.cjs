const { positionAt } = require("pulumi-mde/policy");
const { z } = require("zod");

const COMMANDS = ["Restart-Computer", "Stop-Computer", "shutdown", "reboot", "poweroff"];

const configuration = z.strictObject({
    more: z.array(z.string().min(1)).default([]).describe("Commands beside the usual ones."),
});

/**
 * No script ends what the machine holds in its memory: evidence.
 *
 * @type {import("pulumi-mde/policy").Claim<import("zod").infer<typeof configuration>>}
 */
exports.leavesRunning = {
    name: "contoso-leaves-running",
    description: "Checks that no script restarts or stops the machine under investigation.",
    level: "advisory",
    configuration,
    async check(file, { more }) {
        const { text } = await file.content();
        return [...COMMANDS, ...more].flatMap((command) => {
            const word = new RegExp(`(?<![\\w-])${escaped(command)}(?![\\w-])`, "i");
            const found = word.exec(text);
            if (found === null) return [];
            return [
                {
                    message: `has the command ${command}`,
                    mend: "Its memory is evidence: let whoever investigates decide that.",
                    ...positionAt(text, found.index),
                },
            ];
        });
    },
};

/** @param {string} text as a part of a regular expression that means just that text */
function escaped(text) {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
