<#
.SYNOPSIS
    Sends a folder to a container, by an address that the responder gives.
.PARAMETER Folder
    What to send.
.PARAMETER ContainerUrl
    The container's address with a shared access signature that may write for an hour, such as
    https://contoso.blob.core.windows.net/cases?sv=2022-11-02&sr=c&sp=cw&sig=<signature>
#>
param(
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [uri] $ContainerUrl
)

$ErrorActionPreference = 'Stop'
$archive = Join-Path $env:TEMP "$env:COMPUTERNAME-$(Get-Date -Format 'yyyyMMdd-HHmmss').zip"
Compress-Archive -Path $Folder -DestinationPath $archive
$target = [UriBuilder] $ContainerUrl
$target.Path = "$($target.Path)/$(Split-Path -Leaf $archive)"
$headers = @{ 'x-ms-blob-type' = 'BlockBlob'; 'x-ms-version' = '2022-11-02' }
Invoke-RestMethod -Method Put -Uri $target.Uri -InFile $archive -Headers $headers | Out-Null
Remove-Item -LiteralPath $archive
"Sent: $($target.Path)"
