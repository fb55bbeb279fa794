#Requires -Version 5.1

<#
.SYNOPSIS
    Lists what makes programs start again on Windows, with signer and SHA-256.

.DESCRIPTION
    Run keys, Winlogon, image file execution options, AppInit and AppCert DLLs, LSA packages, print monitors,
    network provider and time provider DLLs, logon scripts, screen savers, startup folders, services and their
    DLLs, scheduled tasks, WMI event subscriptions, BITS jobs, COM classes of a user, PowerShell profiles.

    Services and tasks whose program carries a valid signature of Microsoft are left out, unless it is one
    that runs other code (cmd, powershell, rundll32, mshta and so on); -All shows them too. Of the users'
    own registry only that of users who are signed in is loaded, and so is looked at.

    Read-only. An entry is not an attack: compare hosts.

.PARAMETER All
    Also those Microsoft signed.

.PARAMETER OutputFile
    Also to CSV file.

.NOTES
    -All also lists services and tasks of programs that Microsoft signed. -OutputFile writes the list to a new
    CSV file as well.

.EXAMPLE
    run Get-Persistence.ps1

.EXAMPLE
    run Get-Persistence.ps1 -parameters "-All -OutputFile C:\Windows\Temp\persistence.csv"
#>
[CmdletBinding()]
param(
    [switch] $All,

    [string] $OutputFile = ''
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# Programs that run what their arguments name: Microsoft's signature says nothing about those.
$runners = @(
    'bitsadmin.exe', 'certutil.exe', 'cmd.exe', 'conhost.exe', 'cscript.exe', 'explorer.exe', 'forfiles.exe',
    'hh.exe', 'installutil.exe', 'msbuild.exe', 'mshta.exe', 'msiexec.exe', 'odbcconf.exe', 'pcalua.exe',
    'powershell.exe', 'powershell_ise.exe', 'pwsh.exe', 'regasm.exe', 'regsvcs.exe', 'regsvr32.exe',
    'rundll32.exe', 'schtasks.exe', 'wmic.exe', 'wscript.exe'
)
$findings = New-Object -TypeName System.Collections.Generic.List[object]
$fileFacts = @{}

function Test-LocalFile {
    # A path on another host is never touched: that would send this host's credentials there.
    param([string] $Path)

    if ($Path -match '^[\\/]{2}' -or $Path.IndexOfAny([System.IO.Path]::GetInvalidPathChars()) -ge 0) { return $false }
    try { Test-Path -LiteralPath $Path -PathType Leaf }
    catch { $false }
}

function Get-ProgramPath {
    # The program in a command line as Windows would find it: quotes, variables, spaces, \SystemRoot.
    param([string] $Command)

    $windows = $env:SystemRoot.Replace('$', '$$')
    $text = [Environment]::ExpandEnvironmentVariables($Command).Trim()
    $text = $text -replace '^"?\\\?\?\\', ''
    $text = $text -replace '^\\?SystemRoot\\', ($windows + '\')
    $text = $text -replace '^system32\\', ($windows + '\System32\')
    $words = @($text.Split(' '))
    if ($text -match '^"([^"]+)"') { $words = @($Matches[1]) }

    # An unquoted path with spaces: Windows tries the shortest first, with .exe where that is missing.
    $candidate = ''
    foreach ($word in $words) {
        $candidate = ($candidate + ' ' + $word).Trim()
        if ($candidate.Contains('\')) {
            foreach ($path in $candidate, ($candidate + '.exe')) {
                if (Test-LocalFile -Path $path) { return $path }
            }
        }
    }
    $name = $words[0].TrimEnd(',')
    if ($name -match '^[\w.-]+$') {
        foreach ($folder in [Environment]::SystemDirectory, $env:SystemRoot) {
            foreach ($file in $name, ($name + '.exe'), ($name + '.dll')) {
                $path = Join-Path -Path $folder -ChildPath $file
                if (Test-LocalFile -Path $path) { return $path }
            }
        }
    }
    $name
}

function Get-FileFact {
    param([string] $Path)

    $key = $Path.ToLowerInvariant()
    if (-not $fileFacts.ContainsKey($key)) {
        $fact = [pscustomobject]@{ Sha256 = ''; Signer = 'not found'; Microsoft = $false }
        try {
            if ($Path -match '^[\\/]{2}') {
                $fact.Signer = 'on another host: not looked at'
            }
            elseif (Test-LocalFile -Path $Path) {
                $hash = Get-FileHash -LiteralPath $Path -Algorithm SHA256
                $signature = Get-AuthenticodeSignature -LiteralPath $Path
                $signer = [string] $signature.Status
                $microsoft = $false
                if ($signature.Status -eq 'Valid') {
                    $signer = $signature.SignerCertificate.GetNameInfo('SimpleName', $false)
                    # Other makers' drivers carry Microsoft's compatibility signature.
                    $subject = $signature.SignerCertificate.Subject
                    $microsoft = $subject -match 'O=Microsoft Corporation,' -and $subject -notmatch 'Hardware Compatibility'
                }
                $fact = [pscustomobject]@{ Sha256 = $hash.Hash.ToLowerInvariant(); Signer = $signer; Microsoft = $microsoft }
            }
        }
        catch {
            $fact = [pscustomobject]@{ Sha256 = ''; Signer = $_.Exception.Message; Microsoft = $false }
        }
        $fileFacts[$key] = $fact
    }
    $fileFacts[$key]
}

function Add-Finding {
    param([string] $Kind, [string] $Place, [string] $Name, [string] $Command, [switch] $UnlessMicrosoft)

    if ([string]::IsNullOrWhiteSpace($Command)) { return }
    $path = Get-ProgramPath -Command $Command
    $fact = Get-FileFact -Path $path
    if ($UnlessMicrosoft -and -not $All -and $fact.Microsoft) {
        if ($runners -notcontains [System.IO.Path]::GetFileName($path)) { return }
    }
    $findings.Add([pscustomobject]@{
            Kind = $Kind; Place = $Place; Name = $Name; Command = $Command
            Program = $path; Signer = $fact.Signer; Sha256 = $fact.Sha256
        })
}

function Get-Key {
    # Registry keys that are there; PowerShell wildcards allowed.
    param([string[]] $Path)

    Get-Item -Path $Path -ErrorAction SilentlyContinue |
        Where-Object -FilterScript { $_ -is [Microsoft.Win32.RegistryKey] }
}

function Add-Value {
    # The values of a key that start something: all of them, or the named ones.
    param([string] $Kind, [string[]] $Path, [string[]] $Name)

    foreach ($key in Get-Key -Path $Path) {
        foreach ($value in $key.GetValueNames()) {
            if ($PSBoundParameters.ContainsKey('Name') -and $Name -notcontains $value) { continue }
            $content = $key.GetValue($value, $null, 'DoNotExpandEnvironmentNames')
            if ($content -is [byte[]]) { $content = 'hex ' + [BitConverter]::ToString($content) }
            foreach ($text in @($content)) {
                Add-Finding -Kind $Kind -Place $key.Name -Name $value -Command ([string] $text)
            }
        }
    }
}

function Invoke-Section {
    param([string] $Name, [scriptblock] $Section)

    try { & $Section }
    catch { '{0} could not be listed: {1}' -f $Name, $_.Exception.Message }
}

$machine = 'Registry::HKEY_LOCAL_MACHINE'
$users = 'Registry::HKEY_USERS\*'
$software = "$machine\SOFTWARE", "$machine\SOFTWARE\WOW6432Node", "$users\SOFTWARE"
$control = "$machine\SYSTEM\CurrentControlSet\Control"
$windowsNt = 'Microsoft\Windows NT\CurrentVersion'

Invoke-Section -Name 'Registry' -Section {
    foreach ($root in $software) {
        Add-Value -Kind 'run key' -Path @(
            "$root\Microsoft\Windows\CurrentVersion\Run",
            "$root\Microsoft\Windows\CurrentVersion\RunOnce",
            "$root\Microsoft\Windows\CurrentVersion\RunOnceEx\*",
            "$root\Microsoft\Windows\CurrentVersion\RunServices",
            "$root\Microsoft\Windows\CurrentVersion\Policies\Explorer\Run"
        )
        Add-Value -Kind 'winlogon' -Path "$root\$windowsNt\Winlogon" -Name 'Shell', 'Userinit', 'Taskman', 'VmApplet'
        Add-Value -Kind 'debugger' -Path "$root\$windowsNt\Image File Execution Options\*" -Name 'Debugger', 'VerifierDlls'
        Add-Value -Kind 'silent exit' -Path "$root\$windowsNt\SilentProcessExit\*" -Name 'MonitorProcess'
        Add-Value -Kind 'load' -Path "$root\$windowsNt\Windows" -Name 'Load', 'Run', 'AppInit_DLLs'
        Add-Value -Kind 'command processor' -Path "$root\Microsoft\Command Processor" -Name 'AutoRun'
    }
    Add-Value -Kind 'appcert dll' -Path "$control\Session Manager\AppCertDlls"
    Add-Value -Kind 'boot execute' -Path "$control\Session Manager" -Name 'BootExecute', 'SetupExecute', 'Execute'
    Add-Value -Kind 'lsa package' -Path "$control\Lsa", "$control\Lsa\OSConfig" -Name @(
        'Authentication Packages', 'Security Packages', 'Notification Packages'
    )
    Add-Value -Kind 'print monitor' -Path "$control\Print\Monitors\*" -Name 'Driver'
    Add-Value -Kind 'network provider' -Path "$machine\SYSTEM\CurrentControlSet\Services\*\NetworkProvider" -Name 'ProviderPath'
    Add-Value -Kind 'time provider' -Path "$machine\SYSTEM\CurrentControlSet\Services\W32Time\TimeProviders\*" -Name 'DllName'
    Add-Value -Kind 'netsh helper' -Path "$machine\SOFTWARE\Microsoft\NetSh"
    Add-Value -Kind 'logon script' -Path "$users\Environment" -Name 'UserInitMprLogonScript'
    Add-Value -Kind 'screen saver' -Path "$users\Control Panel\Desktop" -Name 'SCRNSAVE.EXE'
    # A class in a user's own hive hides the machine's class of the same number.
    Add-Value -Kind 'user com class' -Path "$users\CLSID\*\InprocServer32", "$users\CLSID\*\LocalServer32" -Name ''
}

Invoke-Section -Name 'Active setup' -Section {
    foreach ($root in "$machine\SOFTWARE", "$machine\SOFTWARE\WOW6432Node") {
        foreach ($key in Get-Key -Path "$root\Microsoft\Active Setup\Installed Components\*") {
            Add-Finding -Kind 'active setup' -Place $key.Name -Name 'StubPath' -Command ([string] $key.GetValue('StubPath')) -UnlessMicrosoft
        }
    }
}

Invoke-Section -Name 'Startup folders' -Section {
    $shell = New-Object -ComObject WScript.Shell
    $places = @(
        (Join-Path -Path $env:ProgramData -ChildPath 'Microsoft\Windows\Start Menu\Programs\StartUp'),
        (Join-Path -Path $env:SystemDrive -ChildPath '\Users\*\AppData\Roaming\Microsoft\Windows\Start Menu\Programs\Startup')
    )
    foreach ($file in Get-ChildItem -Path $places -Force -File -ErrorAction SilentlyContinue) {
        if ($file.Name -eq 'desktop.ini') { continue }
        $command = '"{0}"' -f $file.FullName
        if ($file.Extension -eq '.lnk') {
            # Opening a shortcut reads it; only Save() would write.
            $link = $shell.CreateShortcut($file.FullName)
            $command = '"{0}" {1}' -f $link.TargetPath, $link.Arguments
        }
        Add-Finding -Kind 'startup folder' -Place $file.DirectoryName -Name $file.Name -Command $command
    }
}

Invoke-Section -Name 'Services' -Section {
    foreach ($service in Get-CimInstance -ClassName Win32_Service) {
        if ($service.StartMode -eq 'Disabled' -and -not $All) { continue }
        $place = 'service, {0}, as {1}' -f $service.StartMode, $service.StartName
        $parameters = "$machine\SYSTEM\CurrentControlSet\Services\$($service.Name)\Parameters"
        foreach ($key in Get-Key -Path ($parameters -replace '([\[\]?*`])', '`$1')) {
            $dll = [string] $key.GetValue('ServiceDll')
            Add-Finding -Kind 'service dll' -Place $place -Name $service.Name -Command $dll -UnlessMicrosoft
        }
        Add-Finding -Kind 'service' -Place $place -Name $service.Name -Command ([string] $service.PathName) -UnlessMicrosoft
    }
}

Invoke-Section -Name 'Scheduled tasks' -Section {
    foreach ($task in Get-ScheduledTask) {
        foreach ($action in @($task.Actions)) {
            if ($null -eq $action.PSObject.Properties['Execute']) { continue }
            $command = '"{0}" {1}' -f ([string] $action.Execute).Trim('"'), $action.Arguments
            $place = 'task, {0}, as {1}' -f $task.State, $task.Principal.UserId
            Add-Finding -Kind 'task' -Place $place -Name ($task.TaskPath + $task.TaskName) -Command $command -UnlessMicrosoft
        }
    }
}

Invoke-Section -Name 'WMI subscriptions' -Section {
    foreach ($namespace in 'root\subscription', 'root\default') {
        foreach ($consumer in Get-CimInstance -Namespace $namespace -ClassName __EventConsumer -ErrorAction SilentlyContinue) {
            $texts = foreach ($name in 'CommandLineTemplate', 'ExecutablePath', 'ScriptFileName', 'ScriptText') {
                $property = $consumer.PSObject.Properties[$name]
                if ($null -ne $property -and $property.Value) { $property.Value }
            }
            $called = $consumer.PSObject.Properties['Name']
            $called = if ($null -ne $called) { [string] $called.Value } else { $consumer.CimClass.CimClassName }
            Add-Finding -Kind 'wmi consumer' -Place $namespace -Name $called -Command (@($texts) -join ' ')
        }
        foreach ($filter in Get-CimInstance -Namespace $namespace -ClassName __EventFilter -ErrorAction SilentlyContinue) {
            Add-Finding -Kind 'wmi filter' -Place $namespace -Name $filter.Name -Command $filter.Query
        }
    }
}

Invoke-Section -Name 'BITS jobs' -Section {
    foreach ($job in Get-BitsTransfer -AllUsers) {
        $notify = $job.PSObject.Properties['NotifyCmdLine']
        $command = if ($null -ne $notify) { [string] $notify.Value } else { '' }
        foreach ($file in @($job.FileList)) {
            Add-Finding -Kind 'bits job' -Place $job.OwnerAccount -Name $job.DisplayName -Command (
                '{0} {1} -> {2}' -f $command, $file.RemoteName, $file.LocalName
            ).Trim()
        }
    }
}

Invoke-Section -Name 'PowerShell profiles' -Section {
    $profiles = @(
        (Join-Path -Path $env:SystemRoot -ChildPath 'System32\WindowsPowerShell\v1.0\*profile.ps1'),
        (Join-Path -Path $env:SystemRoot -ChildPath 'SysWOW64\WindowsPowerShell\v1.0\*profile.ps1'),
        (Join-Path -Path $env:SystemDrive -ChildPath '\Users\*\Documents\WindowsPowerShell\*profile.ps1'),
        (Join-Path -Path $env:SystemDrive -ChildPath '\Users\*\Documents\PowerShell\*profile.ps1')
    )
    foreach ($file in Get-ChildItem -Path $profiles -Force -File -ErrorAction SilentlyContinue) {
        Add-Finding -Kind 'powershell profile' -Place $file.DirectoryName -Name $file.Name -Command ('"{0}"' -f $file.FullName)
    }
}

$findings | Sort-Object -Property Kind, Place, Name |
    Format-List -Property Kind, Place, Name, Command, Program, Signer, Sha256 | Out-String -Width 400
if ($OutputFile -ne '') {
    $findings | Export-Csv -LiteralPath $OutputFile -NoTypeInformation -Encoding UTF8 -NoClobber
    'Written to {0}' -f $OutputFile
}
'{0} entries on {1}, {2} UTC.' -f $findings.Count, $env:COMPUTERNAME, [datetime]::UtcNow.ToString('yyyy-MM-dd HH:mm:ss')
