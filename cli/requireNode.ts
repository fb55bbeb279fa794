import { nodeProblem } from "../library/nodeVersion";

const problem = nodeProblem(process.versions.node, process.execPath);
if (problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    // For commands that judge, 1 is a judgement.
    process.exit(2);
}
