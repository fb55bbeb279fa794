import base from "./jest.config.mjs";

// The packed tarball, installed in empty projects: it needs a package registry, so `npm test` leaves it out.
export default {
    ...base,
    roots: ["<rootDir>/tests/installed"],
    testPathIgnorePatterns: [],
    testTimeout: 300_000,
};
