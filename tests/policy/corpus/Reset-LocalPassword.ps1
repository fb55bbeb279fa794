<#
.SYNOPSIS
    Gives a local account a password that nobody knows.
.DESCRIPTION
    The password is made at random and thrown away: the account is reset by whoever may do so afterwards.
.PARAMETER Name
    The account.
.EXAMPLE
    run Reset-LocalPassword.ps1 -parameters "-Name kiosk"
#>
param([Parameter(Mandatory)] [string] $Name)

$bytes = New-Object byte[] 48
$random = [Security.Cryptography.RandomNumberGenerator]::Create()
$random.GetBytes($bytes)
$password = ConvertTo-SecureString ([Convert]::ToBase64String($bytes)) -AsPlainText -Force
Set-LocalUser -Name $Name -Password $password
[Array]::Clear($bytes, 0, $bytes.Length)
"The password of $Name was replaced."
