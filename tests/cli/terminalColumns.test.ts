import { terminalColumns } from "../../cli/terminalColumns";

describe("terminalColumns", () => {
    it("are those of a terminal that knows them", () => {
        expect(terminalColumns({ isTTY: true, columns: 60 })).toBe(60);
        expect(terminalColumns({ isTTY: true, columns: 0 })).toBeUndefined();
        expect(terminalColumns({ isTTY: false, columns: 60 })).toBeUndefined();
        expect(terminalColumns({ columns: 60 })).toBeUndefined();
    });
});
