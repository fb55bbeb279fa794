import { kindsIn, PASSWORD } from "./findings";

describe("a value", () => {
    it.each([
        [`$Password="/Summer2024"`, "password"],
        [`$Password='\\Summer2024'`, "password"],
        [`$Password='Xk9[a-zQ2mLp7'`, "password"],
        [`$Password='Xk9[^aQ2mLp7'`, "password"],
        [`$adminPass='case-0042'`, "password"],
        [`$pass='case-0042!'`, "password"],
        [`$pass='c4se-0042'`, "password"],
        [`$pass='Summer-2024'`, "password"],
        [`$token='8f3e2a1b-9c4d5e6f'`, "api-key"],
        [`$Password='changeme123'`, "password"],
        [`$Password='ChangeMe1!'`, "password"],
        [`$storageKey="/k9vQ2mLp7RtZb4Xw8Yc1Nd6Gf3Hj5Ks0Aq"`, "api-key"],
        [`$storageKey="/k9vQ2mLp7Rt/Zb4Xw8Yc1Nd6Gf3Hj5Ks0Aq"`, "api-key"],
        [`$storageKey="/k9v/Q2mLp7Rt/Zb4Xw8Yc/1Nd6Gf3=="`, "api-key"],
    ])("of %s is %s", async (text, kind) => {
        expect(await kindsIn(text)).toEqual([kind]);
    });

    it.each([
        `$Password='/etc/secret1'`,
        `$Password='/secret1.txt'`,
        `$Password='\\\\srv1\\share'`,
        `$Password='Xk9[a-z]+Q2'`,
        `$Password='[^a-z]{8}1A'`,
        `$Password='your-password1'`,
        `$Password='CHANGE_ME_1'`,
        `$apiKey='/subscriptions/x1/resourceGroups/rg2'`,
        `$pattern='https?://[^:]+:[^@]+@host'`,
        `$pattern='(https?)://([^:/]+):([^@]+)@(.+)'`,
        `PASS="\\033[32mPASS\\033[0m"`,
        `PASS = "\\x1b[92mok\\x1b[0m"`,
        `$Pass = "\`e[32mPASS\`e[0m"`,
        `$token = "abc-1234"`,
        `$cancellationToken = "CTS-0001"`,
        `$token = "0x0000-ELEVATED-1"`,
        `Get-Thing -Token "Elevated-1"`,
        `$nextPageToken = "page-0002-of-0009"`,
        `$sessionToken = '0x00000000000003e7'`,
        `pwd="case-0042"`,
        `$pwd = "case-0042/host1"`,
        `$pwd = "2024-01-01T00:00"`,
        `$pass = 'phase-01-of-03'`,
        `$pass = 'quick-scan-v1'`,
        `$pass = 'first-pass-1'`,
        `PW="host01-c"`,
        `$pattern='https://\\w+:\\w+@host'`,
    ])("of %s is none", async (text) => {
        expect(await kindsIn(text)).toEqual([]);
    });

    it("of an address is found beside signs of an expression", async () => {
        expect(await kindsIn(`https://ann:${PASSWORD}[1]@host/x`)).toEqual(["basicauth"]);
    });
});

describe("a stock password", () => {
    const set = `$Password = 'P@ssw0rd123'`;

    it.each([
        `<#\n${set}\n#>`,
        `$a = '#'\n<# it's\n${set}\n#>`,
        `$a = "a\`"b" <# \n${set}\n#>`,
        `$a = @'\nit's\n'@\n<#\n${set}\n#>`,
        `<# a #> $b = 1 <#\n${set}`,
    ])("is an example in %j", async (text) => {
        expect(await kindsIn(text)).toEqual([]);
        expect(await kindsIn(text, "a.py")).toEqual(["password"]);
    });

    it("is an example in a long comment", async () => {
        const content = `<#\n${"words of help\n".repeat(2_000)}${set}\n#>`;
        expect(await kindsIn(content)).toEqual([]);
    });

    it.each([
        `$a=1 # '<#'\n${set}`,
        `$a = '<#'\n${set}`,
        `$a = "<#"\n${set}`,
        `$a = "\`"<#"\n${set}`,
        `$a = @'\n<#\n'@\n${set}`,
        `<# a #>\n${set}`,
        `# <#\n${set}`,
        `<# '#>\n${set}`,
    ])("is somebody's in %j", async (text) => {
        expect(await kindsIn(text)).toEqual(["password"]);
    });
});
