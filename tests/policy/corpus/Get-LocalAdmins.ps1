<#
.SYNOPSIS
    Lists the members of the local group of administrators, by its SID.
#>
try {
    Get-LocalGroupMember -SID 'S-1-5-32-544' |
        Select-Object Name, ObjectClass, PrincipalSource, SID |
        ConvertTo-Csv -NoTypeInformation
} catch {
    # A member that cannot be resolved makes the cmdlet fail: ask ADSI.
    $name = (New-Object Security.Principal.SecurityIdentifier 'S-1-5-32-544').Translate([Security.Principal.NTAccount]).Value.Split('\')[-1]
    $group = [ADSI]"WinNT://$env:COMPUTERNAME/$name,group"
    @($group.psbase.Invoke('Members')) | ForEach-Object {
        $_.GetType().InvokeMember('ADsPath', 'GetProperty', $null, $_, $null)
    }
}
