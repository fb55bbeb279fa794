import base, { journeys } from "./jest.config.mjs";

export default { ...base, testMatch: journeys, testPathIgnorePatterns: [] };
