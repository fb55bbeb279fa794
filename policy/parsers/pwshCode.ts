/**
 * What `pwsh` is told, a line each: with `-Command -` it runs what stands on its standard input, one
 * complete line after the other (about_pwsh). It never runs a script that is checked: a script comes
 * as Base64 in a question, and goes to
 * - Parser.ParseInput, which reads a text and gives its errors
 *   (learn.microsoft.com/dotnet/api/system.management.automation.language.parser.parseinput), or
 * - Invoke-ScriptAnalyzer -ScriptDefinition
 *   (learn.microsoft.com/powershell/module/psscriptanalyzer/invoke-scriptanalyzer).
 *
 * Questions and answers are JSON as UTF-8 in Base64, so that no encoding of a console, no quoting and
 * no line end has a part in them: `& $mdeAnswer 'QUESTION'`, and `mde:ANSWER:` on a line.
 */
export const pwshCode: readonly string[] = [
    `$ErrorActionPreference = 'Stop'`,
    `$ProgressPreference = 'SilentlyContinue'`,
    `$mdeText = { param($base64) [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($base64)) }`,
    `$mdeSay = { param($answer) $json = ConvertTo-Json -InputObject $answer -Depth 5 -Compress; [Console]::Out.WriteLine('mde:' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($json)) + ':'); [Console]::Out.Flush() }`,
    `$mdeParse = { param($text) $tokens = $null; $errors = $null; $null = [System.Management.Automation.Language.Parser]::ParseInput($text, [ref] $tokens, [ref] $errors); foreach ($one in @($errors)[0..9]) { if ($null -ne $one) { @{ id = [string] $one.ErrorId; message = $one.Message; line = $one.Extent.StartLineNumber; column = $one.Extent.StartColumnNumber } } } }`,
    `$mdeAnalyze = { param($question, $text) $with = @{ ScriptDefinition = $text }; foreach ($name in 'Severity', 'ExcludeRule', 'IncludeRule') { if (@($question.$name).Count -gt 0) { $with[$name] = [string[]] @($question.$name) } }; foreach ($one in @(Invoke-ScriptAnalyzer @with)[0..199]) { if ($null -ne $one) { @{ rule = [string] $one.RuleName; severity = [string] $one.Severity; message = [string] $one.Message; line = [int] $one.Line; column = [int] $one.Column } } } }`,
    `$mdeAnswer = { param($base64) try { $question = & $mdeText $base64 | ConvertFrom-Json; $text = & $mdeText $question.text; if ($question.ask -eq 'analyze') { if ($null -eq (Get-Module -ListAvailable -Name PSScriptAnalyzer | Select-Object -First 1)) { & $mdeSay @{ missing = $true } } else { & $mdeSay @{ problems = @(& $mdeAnalyze $question $text) } } } else { & $mdeSay @{ problems = @(& $mdeParse $text) } } } catch { & $mdeSay @{ failed = [string] $_ } } }`,
];

/** The line that asks a question. */
export function questionLine(question: object): string {
    return `& $mdeAnswer '${Buffer.from(JSON.stringify(question)).toString("base64")}'`;
}

/** What stands in an answer's line. Something may stand before and after it: pwsh says more than it is asked. */
export const answerPattern = /mde:([A-Za-z0-9+/=]*):/;
