#Requires -Version 5.1

<#
.SYNOPSIS
    Lists every user's browser extensions; marks suspect ones.

.DESCRIPTION
    Lists the extensions of Chrome, Edge, Brave, Vivaldi, Opera and Firefox for every user of a host.

    For each extension: user, browser, profile, id, name, version, where it was installed from, whether it is
    on, and what it may do. Extensions loaded from a folder (unpacked), given on the command line or forced by
    policy are marked, and so are those that may read every site. The folders of all users are read, not only
    of those who are signed in; browsers may be running.

    Read-only.

.PARAMETER User
    Only this user.

.PARAMETER Marked
    Only marked ones.

.PARAMETER OutputFile
    Also to CSV.

.NOTES
    -User is the name of a profile folder below Users. -Marked shows only extensions with a mark. -OutputFile
    writes the list to a new CSV file as well.

.EXAMPLE
    run Get-BrowserExtensions.ps1 -parameters "-Marked"

.EXAMPLE
    run Get-BrowserExtensions.ps1 -parameters "-User alice -OutputFile C:\Windows\Temp\extensions.csv"
#>
[CmdletBinding()]
param(
    [ValidatePattern('^[^\\/:*?"<>|]*$')]
    [string] $User = '',

    [switch] $Marked,

    [string] $OutputFile = ''
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$chromium = @{
    'Chrome'  = 'AppData\Local\Google\Chrome\User Data'
    'Edge'    = 'AppData\Local\Microsoft\Edge\User Data'
    'Brave'   = 'AppData\Local\BraveSoftware\Brave-Browser\User Data'
    'Vivaldi' = 'AppData\Local\Vivaldi\User Data'
    'Opera'   = 'AppData\Roaming\Opera Software'
}
$policies = 'SOFTWARE\Policies\Google\Chrome', 'SOFTWARE\Policies\Microsoft\Edge', 'SOFTWARE\Policies\BraveSoftware\Brave'
# Where Chromium says an extension comes from: enum ManifestLocation in Chromium's mojom/manifest.mojom.
$locations = @{
    1 = 'store or file'; 2 = 'preferences file'; 3 = 'registry'; 4 = 'UNPACKED FOLDER'; 5 = 'part of the browser'
    6 = 'preferences file, download'; 7 = 'policy, download'; 8 = 'COMMAND LINE'; 9 = 'policy'; 10 = 'part of the browser'
}
$everySite = '<all_urls>', '*://*/*', 'http://*/*', 'https://*/*'
$extensions = New-Object -TypeName System.Collections.Generic.List[object]
$problems = New-Object -TypeName System.Collections.Generic.List[string]

function Get-Field {
    # A nested field of parsed JSON; nothing when any part of the way is missing.
    param([object] $From, [string[]] $Way)

    $value = $From
    foreach ($name in $Way) {
        if ($null -eq $value) { return $null }
        $property = $value.PSObject.Properties[$name]
        if ($null -eq $property) { return $null }
        $value = $property.Value
    }
    $value
}

function Read-Json {
    param([string] $Path)

    # A path on another host is never touched: that would send this host's credentials there.
    if ($Path -match '^[\\/]{2}' -or -not [System.IO.File]::Exists($Path)) { return $null }
    try {
        # Shared for writing: a browser that runs keeps its files open.
        $stream = [System.IO.File]::Open($Path, 'Open', 'Read', 'ReadWrite, Delete')
        $reader = New-Object -TypeName System.IO.StreamReader -ArgumentList $stream
        try { $text = $reader.ReadToEnd() }
        finally { $reader.Dispose() }
        ConvertFrom-Json -InputObject $text
    }
    catch {
        $problems.Add(('{0}: {1}' -f $Path, $_.Exception.Message))
        $null
    }
}

function Get-DisplayName {
    # Names are often a reference into _locales.
    param([object] $Manifest, [string] $Folder)

    $name = [string] (Get-Field -From $Manifest -Way 'name')
    if ($name -notmatch '^__MSG_(.+)__$') { return $name }
    $key = $Matches[1]
    foreach ($locale in [string] (Get-Field -From $Manifest -Way 'default_locale'), 'en', 'en_US') {
        if ($locale -notmatch '^[A-Za-z0-9_-]+$') { continue }
        $messages = Read-Json -Path "$Folder\_locales\$locale\messages.json"
        $text = Get-Field -From $messages -Way $key, 'message'
        if ($text) { return [string] $text }
    }
    $name
}

function Add-Extension {
    param([System.Collections.IDictionary] $Row, [string[]] $Permissions, [string[]] $Noticed)

    $marks = @($Noticed | Where-Object -FilterScript { $_ })
    if (@($Permissions | Where-Object -FilterScript { $everySite -contains $_ }).Count -gt 0) { $marks += 'every site' }
    $Row['Permissions'] = @($Permissions | Where-Object -FilterScript { $_ } | Sort-Object -Unique) -join ' '
    $Row['Marks'] = $marks -join ', '
    $extensions.Add([pscustomobject] $Row)
}

function Add-ChromiumProfile {
    param([string] $UserName, [string] $Browser, [System.IO.DirectoryInfo] $Folder)

    # What the browser thinks it has, unpacked ones included; signed settings come first.
    $settings = @{}
    foreach ($file in 'Preferences', 'Secure Preferences') {
        $preferences = Read-Json -Path (Join-Path -Path $Folder.FullName -ChildPath $file)
        $known = Get-Field -From $preferences -Way 'extensions', 'settings'
        if ($null -ne $known) {
            foreach ($property in $known.PSObject.Properties) { $settings[$property.Name] = $property.Value }
        }
    }
    $store = Join-Path -Path $Folder.FullName -ChildPath 'Extensions'
    $onDisk = @(Get-ChildItem -LiteralPath $store -Directory -ErrorAction SilentlyContinue | ForEach-Object -Process { $_.Name })
    foreach ($id in @($settings.Keys) + $onDisk | Sort-Object -Unique) {
        if ($id -eq 'Temp') { continue }
        $setting = $settings[$id]
        $location = Get-Field -From $setting -Way 'location'
        # 5 and 10: parts of the browser itself.
        if (5, 10 -contains $location) { continue }

        $path = [string] (Get-Field -From $setting -Way 'path')
        if ($path -eq '') {
            $newest = Get-ChildItem -LiteralPath (Join-Path -Path $store -ChildPath $id) -Directory -ErrorAction SilentlyContinue |
                Sort-Object -Property LastWriteTime | Select-Object -Last 1
            if ($null -eq $newest) { continue }
            $path = $newest.FullName
        }
        elseif ($path -notmatch '^([\\/]|[A-Za-z]:)') {
            $path = Join-Path -Path $store -ChildPath $path
        }
        $manifest = Read-Json -Path "$path\manifest.json"
        if ($null -eq $manifest) { $manifest = Get-Field -From $setting -Way 'manifest' }

        $from = ''
        if ($null -ne $location -and $locations.ContainsKey([int] $location)) { $from = $locations[[int] $location] }
        $permissions = foreach ($kind in 'permissions', 'host_permissions') {
            # Some permissions are objects with options: their text is enough here.
            foreach ($permission in @(Get-Field -From $manifest -Way $kind)) { [string] $permission }
        }
        $scripts = foreach ($script in @(Get-Field -From $manifest -Way 'content_scripts')) {
            foreach ($match in @(Get-Field -From $script -Way 'matches')) { [string] $match }
        }
        $off = (Get-Field -From $setting -Way 'state') -eq 0 -or @(Get-Field -From $setting -Way 'disable_reasons' | Where-Object -FilterScript { $_ }).Count -gt 0
        Add-Extension -Permissions (@($permissions) + @($scripts)) -Noticed @(
            $(if ($from -cmatch '^[A-Z ]+$') { $from.ToLowerInvariant() })
            $(if ($from -like 'policy*') { 'forced by policy' })
            $(if ($null -eq $setting) { 'on disk only' })
        ) -Row ([ordered]@{
                User    = $UserName
                Browser = $Browser
                Profile = $Folder.Name
                Id      = $id
                Name    = Get-DisplayName -Manifest $manifest -Folder $path
                Version = [string] (Get-Field -From $manifest -Way 'version')
                On      = -not $off
                From    = $from
                Path    = $path
            })
    }
}

function Add-FirefoxProfile {
    param([string] $UserName, [System.IO.DirectoryInfo] $Folder)

    $state = Read-Json -Path (Join-Path -Path $Folder.FullName -ChildPath 'extensions.json')
    foreach ($addon in @(Get-Field -From $state -Way 'addons')) {
        $location = [string] (Get-Field -From $addon -Way 'location')
        if ($null -eq $addon -or $location -match '^app-(builtin|system)') { continue }
        $granted = foreach ($kind in 'permissions', 'origins') {
            foreach ($permission in @(Get-Field -From $addon -Way 'userPermissions', $kind)) { [string] $permission }
        }
        Add-Extension -Permissions @($granted) -Noticed @(
            $(if ($location -ne 'app-profile') { $location })
            # 2 and 3: signed by Mozilla.
            $(if ((Get-Field -From $addon -Way 'signedState') -lt 1) { 'not signed' })
        ) -Row ([ordered]@{
                User    = $UserName
                Browser = 'Firefox'
                Profile = $Folder.Name
                Id      = [string] (Get-Field -From $addon -Way 'id')
                Name    = [string] (Get-Field -From $addon -Way 'defaultLocale', 'name')
                Version = [string] (Get-Field -From $addon -Way 'version')
                On      = [bool] (Get-Field -From $addon -Way 'active')
                From    = [string] (Get-Field -From $addon -Way 'sourceURI')
                Path    = [string] (Get-Field -From $addon -Way 'path')
            })
    }
}

$homes = Join-Path -Path $env:SystemDrive -ChildPath '\Users'
foreach ($person in Get-ChildItem -LiteralPath $homes -Directory -Force) {
    # "All Users" and "Default User" are junctions to other folders.
    if ($person.Attributes -band [System.IO.FileAttributes]::ReparsePoint) { continue }
    if ($User -ne '' -and $person.Name -ne $User) { continue }
    foreach ($browser in $chromium.Keys) {
        $root = Join-Path -Path $person.FullName -ChildPath $chromium[$browser]
        foreach ($folder in Get-ChildItem -LiteralPath $root -Directory -ErrorAction SilentlyContinue) {
            if (Test-Path -LiteralPath (Join-Path -Path $folder.FullName -ChildPath 'Preferences')) {
                Add-ChromiumProfile -UserName $person.Name -Browser $browser -Folder $folder
            }
        }
    }
    $root = Join-Path -Path $person.FullName -ChildPath 'AppData\Roaming\Mozilla\Firefox\Profiles'
    foreach ($folder in Get-ChildItem -LiteralPath $root -Directory -ErrorAction SilentlyContinue) {
        Add-FirefoxProfile -UserName $person.Name -Folder $folder
    }
}

$shown = @($extensions | Where-Object -FilterScript { -not $Marked -or $_.Marks -ne '' })
$shown | Format-List -Property * | Out-String -Width 400

'Extensions that policy forces on every user:'
foreach ($policy in $policies) {
    foreach ($key in Get-Item -Path "HKLM:\$policy\ExtensionInstallForcelist" -ErrorAction SilentlyContinue) {
        foreach ($value in $key.GetValueNames()) { '  {0}: {1}' -f $policy, $key.GetValue($value) }
    }
}
if ($OutputFile -ne '') {
    $shown | Export-Csv -LiteralPath $OutputFile -NoTypeInformation -Encoding UTF8 -NoClobber
    'Written to {0}' -f $OutputFile
}
foreach ($problem in $problems) { 'Could not be read: ' + $problem }
'{0} extensions on {1}, {2} of them shown.' -f $extensions.Count, $env:COMPUTERNAME, $shown.Count
