<#
.SYNOPSIS
    Looks for files with given SHA-256 digests below a folder.
.PARAMETER Folder
    Where to look.
.PARAMETER Sha256
    Digests, separated by commas.
.EXAMPLE
    Find-Ioc.ps1 -Folder C:\Users -Sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [ValidatePattern('^[0-9A-Fa-f]{64}(,[0-9A-Fa-f]{64})*$')] [string] $Sha256
)

$wanted = New-Object 'Collections.Generic.HashSet[string]' ([StringComparer]::OrdinalIgnoreCase)
$Sha256.Split(',') | ForEach-Object { [void] $wanted.Add($_) }
$looked = 0
Get-ChildItem -LiteralPath $Folder -Recurse -File -Force -ErrorAction SilentlyContinue |
    Where-Object Length -lt 100MB | ForEach-Object {
        $looked++
        $hash = (Get-FileHash -LiteralPath $_.FullName -ErrorAction SilentlyContinue).Hash
        if ($hash -and $wanted.Contains($hash)) { "FOUND $hash $($_.FullName)" }
    }
"$looked files were looked at."
