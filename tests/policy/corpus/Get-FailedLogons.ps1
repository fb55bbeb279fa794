<#
.SYNOPSIS
    Counts failed logons (4625) by account, address and reason.
.PARAMETER Hours
    How many hours back. Default: 24.
#>
param([int] $Hours = 24)

$reasons = @{
    '0xC000006A' = 'wrong password'
    '0xC0000064' = 'no such account'
    '0xC0000234' = 'locked out'
    '0xC0000072' = 'disabled'
    '0xC0000071' = 'password expired'
}
$filter = @{ LogName = 'Security'; Id = 4625; StartTime = (Get-Date).AddHours(-$Hours) }
Get-WinEvent -FilterHashtable $filter -ErrorAction SilentlyContinue | ForEach-Object {
    $data = @{}
    ([xml] $_.ToXml()).Event.EventData.Data | ForEach-Object { $data[$_.Name] = $_.'#text' }
    $code = $data['SubStatus'].ToUpper() -replace '^0X', '0x'
    [pscustomobject]@{
        Account = '{0}\{1}' -f $data['TargetDomainName'], $data['TargetUserName']
        Address = $data['IpAddress']
        Reason  = if ($reasons[$code]) { $reasons[$code] } else { $code }
    }
} | Group-Object Account, Address, Reason | Sort-Object Count -Descending |
    Select-Object Count, Name -First 100 | ConvertTo-Json
