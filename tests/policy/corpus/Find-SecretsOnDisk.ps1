<#
.SYNOPSIS
    Looks for files that hold private keys or passwords, and tells where, never what.
.PARAMETER Folder
    Where to look. Default: the folders of users.
#>
param([string] $Folder = 'C:\Users')

$patterns = @(
    '-----BEGIN (RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----',
    '(?i)\bpassword\s*[:=]\s*\S{6,}',
    'AKIA[0-9A-Z]{16}',
    'ghp_[A-Za-z0-9]{36}',
    'AccountKey=[A-Za-z0-9+/=]{80,}'
)
Get-ChildItem -LiteralPath $Folder -Recurse -File -Include *.pem, *.txt, *.config, *.json, *.env -ErrorAction SilentlyContinue |
    Where-Object Length -lt 1MB |
    Select-String -Pattern $patterns -List |
    ForEach-Object { '{0}:{1} matches {2}' -f $_.Path, $_.LineNumber, $_.Pattern }
