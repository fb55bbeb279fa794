#Requires -Version 5.1
#Requires -PSEdition Desktop

<#
.SYNOPSIS
    Collects Windows volatile state into one zip for getfile.

.DESCRIPTION
    Collects the volatile state of a host into one zip with a SHA-256 list, and prints its path for getfile.

    Processes with command line, parent, owner, digest and signature; services and drivers; scheduled tasks;
    TCP and UDP endpoints; DNS cache, neighbours, shares and SMB sessions; Run keys and startup folders; local
    users and administrators; Defender's state and detections; recently written executables.

    It changes nothing on the host but that one zip, in a new folder that only SYSTEM and administrators can
    open. A collector that fails is written to errors.csv and the rest goes on. Without -Full it ends well
    within the ten minutes that a live response script may run.

.PARAMETER OutputFolder
    For the zip.

.PARAMETER Days
    Look back (7).

.PARAMETER Full
    Adds event logs.

.PARAMETER Quick
    No digests.

.NOTES
    -OutputFolder is where the new folder with the zip is made: Windows' Temp unless given. -Days is how many
    days back written executables are listed. -Full also exports event logs and copies Prefetch. -Quick leaves
    out digests and signatures, the slow part.

.EXAMPLE
    run Collect-Triage.ps1

.EXAMPLE
    run Collect-Triage.ps1 -parameters "-Full -Days 14"
#>
[CmdletBinding()]
param(
    [ValidateNotNullOrEmpty()]
    [string] $OutputFolder = (Join-Path -Path $env:SystemRoot -ChildPath 'Temp'),

    [ValidateRange(1, 365)]
    [int] $Days = 7,

    [switch] $Full,

    [switch] $Quick
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function New-PrivateFolder {
    # Made with its access list in one step: nobody can put a file or a junction in between.
    param([string] $Path)

    $security = New-Object -TypeName System.Security.AccessControl.DirectorySecurity
    $security.SetAccessRuleProtection($true, $false)
    foreach ($sid in 'S-1-5-18', 'S-1-5-32-544') {
        $identity = New-Object -TypeName System.Security.Principal.SecurityIdentifier -ArgumentList $sid
        $rule = New-Object -TypeName System.Security.AccessControl.FileSystemAccessRule -ArgumentList @(
            $identity, 'FullControl', 'ContainerInherit, ObjectInherit', 'None', 'Allow'
        )
        $security.AddAccessRule($rule)
    }
    [void] [System.IO.Directory]::CreateDirectory($Path, $security)
}

function Get-PropertyValue {
    # Strict mode refuses a property that is not there; CIM objects of different kinds differ.
    param([object] $InputObject, [string] $Name)

    $property = $InputObject.PSObject.Properties[$Name]
    if ($null -ne $property) { $property.Value }
}

$fileFacts = @{}

function Get-FileFact {
    # Digest and signature of an executable, looked at once.
    param([string] $Path)

    $unknown = [pscustomobject]@{ Sha256 = ''; Signature = ''; Signer = '' }
    # A path on another host is never touched: that would send this host's credentials there.
    if ($Quick -or [string]::IsNullOrEmpty($Path) -or $Path -match '^[\\/]{2}') { return $unknown }
    $key = $Path.ToLowerInvariant()
    if (-not $fileFacts.ContainsKey($key)) {
        $fact = $unknown
        try {
            $hash = Get-FileHash -LiteralPath $Path -Algorithm SHA256
            $signature = Get-AuthenticodeSignature -LiteralPath $Path
            $signer = ''
            if ($null -ne $signature.SignerCertificate) { $signer = $signature.SignerCertificate.Subject }
            $fact = [pscustomobject]@{
                Sha256    = $hash.Hash.ToLowerInvariant()
                Signature = [string] $signature.Status
                Signer    = $signer
            }
        }
        catch {
            $fact = [pscustomobject]@{ Sha256 = ''; Signature = $_.Exception.Message; Signer = '' }
        }
        $fileFacts[$key] = $fact
    }
    $fileFacts[$key]
}

$OutputFolder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutputFolder)
$name = 'Triage-{0}-{1}' -f $env:COMPUTERNAME, [datetime]::UtcNow.ToString('yyyyMMddTHHmmssZ')
$folder = Join-Path -Path $OutputFolder -ChildPath ('{0}-{1}' -f $name, [guid]::NewGuid().ToString('N').Substring(0, 8))
$data = Join-Path -Path $folder -ChildPath $name
$problems = New-Object -TypeName System.Collections.Generic.List[object]

function Save-Collection {
    param([string] $Name, [scriptblock] $Collector)

    try {
        $rows = @(& $Collector)
        $path = Join-Path -Path $data -ChildPath ($Name + '.csv')
        if ($rows.Count -gt 0) {
            $rows | Export-Csv -LiteralPath $path -NoTypeInformation -Encoding UTF8
        }
        '{0,-22} {1,7}' -f $Name, $rows.Count
    }
    catch {
        $problems.Add([pscustomobject]@{ Collector = $Name; Problem = $_.Exception.Message })
        '{0,-22} FAILED: {1}' -f $Name, $_.Exception.Message
    }
}

New-PrivateFolder -Path $folder
[void] (New-Item -ItemType Directory -Path $data)
'Collecting from {0} as {1}.' -f $env:COMPUTERNAME, [System.Security.Principal.WindowsIdentity]::GetCurrent().Name

# What passes soonest comes first.
Save-Collection -Name 'tcp' -Collector {
    Get-NetTCPConnection |
        Select-Object -Property State, LocalAddress, LocalPort, RemoteAddress, RemotePort, OwningProcess, CreationTime
}
Save-Collection -Name 'udp' -Collector {
    Get-NetUDPEndpoint | Select-Object -Property LocalAddress, LocalPort, OwningProcess, CreationTime
}
Save-Collection -Name 'processes' -Collector {
    foreach ($process in Get-CimInstance -ClassName Win32_Process) {
        $owner = ''
        try {
            $answer = Invoke-CimMethod -InputObject $process -MethodName GetOwner
            if ($answer.ReturnValue -eq 0) { $owner = '{0}\{1}' -f $answer.Domain, $answer.User }
        }
        catch {
            # The process has ended meanwhile.
            $owner = ''
        }
        $fact = Get-FileFact -Path $process.ExecutablePath
        [pscustomobject]@{
            ProcessId       = $process.ProcessId
            ParentProcessId = $process.ParentProcessId
            SessionId       = $process.SessionId
            Created         = $process.CreationDate
            Owner           = $owner
            Name            = $process.Name
            ExecutablePath  = $process.ExecutablePath
            CommandLine     = $process.CommandLine
            Sha256          = $fact.Sha256
            Signature       = $fact.Signature
            Signer          = $fact.Signer
        }
    }
}
Save-Collection -Name 'dns-cache' -Collector {
    Get-DnsClientCache | Select-Object -Property Entry, RecordName, RecordType, Status, TimeToLive, Data
}
Save-Collection -Name 'neighbours' -Collector {
    Get-NetNeighbor | Select-Object -Property IPAddress, LinkLayerAddress, State, InterfaceAlias
}
Save-Collection -Name 'routes' -Collector {
    Get-NetRoute | Select-Object -Property DestinationPrefix, NextHop, RouteMetric, InterfaceAlias
}
Save-Collection -Name 'smb-sessions' -Collector {
    Get-SmbSession | Select-Object -Property ClientComputerName, ClientUserName, NumOpens, SecondsExists
}
Save-Collection -Name 'smb-connections' -Collector {
    Get-SmbConnection | Select-Object -Property ServerName, ShareName, UserName, NumOpens
}
Save-Collection -Name 'shares' -Collector {
    Get-SmbShare | Select-Object -Property Name, Path, Description, CurrentUsers
}
Save-Collection -Name 'logon-sessions' -Collector {
    $accounts = @{}
    foreach ($link in Get-CimInstance -ClassName Win32_LoggedOnUser) {
        $accounts[$link.Dependent.LogonId] = '{0}\{1}' -f $link.Antecedent.Domain, $link.Antecedent.Name
    }
    foreach ($session in Get-CimInstance -ClassName Win32_LogonSession) {
        [pscustomobject]@{
            LogonId   = $session.LogonId
            LogonType = $session.LogonType
            Package   = $session.AuthenticationPackage
            Started   = $session.StartTime
            Account   = $accounts[$session.LogonId]
        }
    }
}
Save-Collection -Name 'services' -Collector {
    Get-CimInstance -ClassName Win32_Service |
        Select-Object -Property Name, DisplayName, State, StartMode, StartName, ProcessId, PathName, Description
}
Save-Collection -Name 'drivers' -Collector {
    foreach ($driver in Get-CimInstance -ClassName Win32_SystemDriver) {
        $fact = Get-FileFact -Path ($driver.PathName -replace '^\\\?\?\\', '')
        [pscustomobject]@{
            Name      = $driver.Name
            State     = $driver.State
            StartMode = $driver.StartMode
            PathName  = $driver.PathName
            Sha256    = $fact.Sha256
            Signature = $fact.Signature
            Signer    = $fact.Signer
        }
    }
}
Save-Collection -Name 'scheduled-tasks' -Collector {
    foreach ($task in Get-ScheduledTask) {
        foreach ($action in @($task.Actions)) {
            [pscustomobject]@{
                Task      = $task.TaskPath + $task.TaskName
                State     = $task.State
                Author    = $task.Author
                Date      = $task.Date
                RunAs     = $task.Principal.UserId
                RunLevel  = $task.Principal.RunLevel
                Execute   = Get-PropertyValue -InputObject $action -Name 'Execute'
                Arguments = Get-PropertyValue -InputObject $action -Name 'Arguments'
                Folder    = Get-PropertyValue -InputObject $action -Name 'WorkingDirectory'
                ComClass  = Get-PropertyValue -InputObject $action -Name 'ClassId'
                Triggers  = (@($task.Triggers) | Where-Object -FilterScript { $null -ne $_ } |
                        ForEach-Object -Process { $_.CimClass.CimClassName }) -join ', '
            }
        }
    }
}
Save-Collection -Name 'autoruns' -Collector {
    Get-CimInstance -ClassName Win32_StartupCommand | Select-Object -Property User, Location, Name, Command
}
Save-Collection -Name 'local-users' -Collector {
    Get-LocalUser | Select-Object -Property Name, SID, Enabled, LastLogon, PasswordLastSet, Description
}
Save-Collection -Name 'administrators' -Collector {
    Get-LocalGroupMember -SID 'S-1-5-32-544' | Select-Object -Property Name, SID, ObjectClass, PrincipalSource
}
Save-Collection -Name 'defender-state' -Collector {
    Get-MpComputerStatus | Select-Object -Property * -ExcludeProperty Cim*, PSComputerName
}
Save-Collection -Name 'defender-detections' -Collector {
    Get-MpThreatDetection | Select-Object -Property InitialDetectionTime, ThreatID, ProcessName, DomainUser,
    ActionSuccess, @{ Name = 'Resources'; Expression = { @($_.Resources) -join ' | ' } }
}
Save-Collection -Name 'hotfixes' -Collector {
    Get-CimInstance -ClassName Win32_QuickFixEngineering | Select-Object -Property HotFixID, Description, InstalledOn, InstalledBy
}
Save-Collection -Name 'system' -Collector {
    Get-CimInstance -ClassName Win32_OperatingSystem |
        Select-Object -Property CSName, Caption, Version, BuildNumber, InstallDate, LastBootUpTime, LocalDateTime
}
Save-Collection -Name 'recent-executables' -Collector {
    $since = [datetime]::UtcNow.AddDays(-$Days)
    $extensions = '.exe', '.dll', '.sys', '.scr', '.ps1', '.bat', '.cmd', '.vbs', '.js', '.jse', '.wsf', '.hta', '.lnk', '.iso'
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $waiting = New-Object -TypeName System.Collections.Generic.Stack[System.IO.DirectoryInfo]
    foreach ($place in "$env:SystemRoot\Temp", $env:ProgramData, "$env:SystemDrive\Users") { $waiting.Push($place) }
    while ($waiting.Count -gt 0) {
        if ($clock.Elapsed.TotalMinutes -gt 3) {
            $problems.Add([pscustomobject]@{ Collector = 'recent-executables'; Problem = 'stopped after three minutes' })
            break
        }
        $entries = try { $waiting.Pop().GetFileSystemInfos() } catch { @() }
        foreach ($entry in $entries) {
            # No junction is followed into another place or a loop.
            if ($entry.Attributes -band [System.IO.FileAttributes]::ReparsePoint) { continue }
            if ($entry -is [System.IO.DirectoryInfo]) {
                $waiting.Push($entry)
            }
            elseif (($entry.LastWriteTimeUtc -gt $since -or $entry.CreationTimeUtc -gt $since) -and
                $extensions -contains $entry.Extension) {
                $entry | Select-Object -Property CreationTimeUtc, LastWriteTimeUtc, Length, FullName
            }
        }
    }
}

if ($Full) {
    $logs = @(
        'Security', 'System', 'Application',
        'Microsoft-Windows-PowerShell/Operational', 'Windows PowerShell',
        'Microsoft-Windows-TaskScheduler/Operational',
        'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational',
        'Microsoft-Windows-WMI-Activity/Operational',
        'Microsoft-Windows-Windows Defender/Operational',
        'Microsoft-Windows-Bits-Client/Operational',
        'Microsoft-Windows-Sysmon/Operational'
    )
    foreach ($log in $logs) {
        $target = Join-Path -Path $data -ChildPath (($log -replace '[^A-Za-z0-9]+', '-') + '.evtx')
        # wevtutil writes to stderr, which would end the script here.
        $ErrorActionPreference = 'Continue'
        $said = & "$env:SystemRoot\System32\wevtutil.exe" epl $log $target 2>&1
        $failed = $LASTEXITCODE -ne 0
        $ErrorActionPreference = 'Stop'
        if ($failed) {
            $problems.Add([pscustomobject]@{ Collector = $log; Problem = ($said | Out-String).Trim() })
        }
    }
    try {
        $prefetch = Join-Path -Path $env:SystemRoot -ChildPath 'Prefetch'
        $copies = New-Item -ItemType Directory -Path (Join-Path -Path $data -ChildPath 'Prefetch')
        Get-ChildItem -LiteralPath $prefetch -Filter '*.pf' -File | Copy-Item -Destination $copies.FullName
    }
    catch {
        $problems.Add([pscustomobject]@{ Collector = 'Prefetch'; Problem = $_.Exception.Message })
    }
}

if ($problems.Count -gt 0) {
    $problems | Export-Csv -LiteralPath (Join-Path -Path $data -ChildPath 'errors.csv') -NoTypeInformation -Encoding UTF8
}
$list = foreach ($file in Get-ChildItem -LiteralPath $data -Recurse -File) {
    $hash = Get-FileHash -LiteralPath $file.FullName -Algorithm SHA256
    '{0}  {1}' -f $hash.Hash.ToLowerInvariant(), $file.FullName.Substring($data.Length + 1).Replace('\', '/')
}
Set-Content -LiteralPath (Join-Path -Path $data -ChildPath 'SHA256SUMS') -Value $list -Encoding ASCII

Add-Type -AssemblyName System.IO.Compression.FileSystem
$zip = Join-Path -Path $folder -ChildPath ($name + '.zip')
[System.IO.Compression.ZipFile]::CreateFromDirectory($data, $zip)
Remove-Item -LiteralPath $data -Recurse -Force

''
'{0} collectors failed (errors.csv).' -f $problems.Count
'Zip:     {0}' -f $zip
'Size:    {0} bytes' -f (Get-Item -LiteralPath $zip).Length
'SHA-256: {0}' -f (Get-FileHash -LiteralPath $zip -Algorithm SHA256).Hash.ToLowerInvariant()
'Fetch it with: getfile "{0}"' -f $zip
