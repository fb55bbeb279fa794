@{
    RootModule        = 'Response.psm1'
    ModuleVersion     = '1.2.0'
    GUID              = '5b1c6f0e-5f0a-4b8e-9a55-0d6d1f1f7c11'
    Author            = 'Contoso Incident Response'
    Description       = 'What the scripts of the library share.'
    PowerShellVersion = '5.1'
    FunctionsToExport = @('Write-Case', 'Get-CaseFolder')
    CmdletsToExport   = @()
    AliasesToExport   = @()
}
