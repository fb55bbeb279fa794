@echo off
rem Copies the event logs of a machine into one folder, for getfile.
setlocal
set OUT=%ProgramData%\Response\evtx
if not exist "%OUT%" mkdir "%OUT%"
for %%L in (Security System Application) do (
    wevtutil epl %%L "%OUT%\%%L.evtx" /ow:true
    if errorlevel 1 echo %%L was not exported
)
dir /b "%OUT%"
endlocal
