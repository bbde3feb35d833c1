<# : the batch part, a comment to PowerShell
@echo off
rem Runs the pinned Maven of .mvn\wrapper\maven-wrapper.properties: the Windows twin of mvnw, which says more.
setlocal
set "MVNW=%~f0"
set "MVNW_MAVEN="
for /f "usebackq delims=" %%m in (`powershell -NoProfile -ExecutionPolicy Bypass -Command "& ([scriptblock]::Create([IO.File]::ReadAllText($env:MVNW)))"`) do set "MVNW_MAVEN=%%m"
if not defined MVNW_MAVEN exit /b 1
"%MVNW_MAVEN%" %*
#>
# The PowerShell part: finds or unpacks Maven, and prints the path of its mvn.cmd. All other words go to stderr.
$ErrorActionPreference = 'Stop'

function Write-Message($text) {
    [Console]::Error.WriteLine("mvnw: $text")
}

function Read-Properties($file) {
    $properties = @{}
    foreach ($line in [IO.File]::ReadAllLines($file)) {
        if ($line -match '^(\w+)=(.+)$') {
            $properties[$Matches[1]] = $Matches[2].Trim()
        }
    }
    foreach ($key in 'mavenVersion', 'distributionUrl', 'distributionSha512Sum') {
        if (-not $properties[$key]) {
            throw "$file has no $key"
        }
    }
    $properties
}

function Test-Sum($zip, $sum) {
    if (-not [IO.File]::Exists($zip)) {
        return $false
    }
    $stream = [IO.File]::OpenRead($zip)
    try {
        $hash = [Security.Cryptography.SHA512]::Create().ComputeHash($stream)
    } finally {
        $stream.Dispose()
    }
    [BitConverter]::ToString($hash).Replace('-', '') -eq $sum
}

function Copy-FromInstalledMaven($version, $work, $zip) {
    if (-not (Get-Command mvn -ErrorAction SilentlyContinue)) {
        return
    }
    $ErrorActionPreference = 'Continue' # what mvn writes to stderr is no exception
    Push-Location $work # outside of the project, so that its .mvn and pom.xml are not read by the older Maven
    & mvn -q -B 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy' `
        "-Dartifact=org.apache.maven:apache-maven:${version}:zip:bin" "-DoutputDirectory=$work" *> "$work\mvn.log"
    $failed = $LASTEXITCODE -ne 0
    Pop-Location
    if ($failed) {
        [Console]::Error.WriteLine([IO.File]::ReadAllText("$work\mvn.log"))
    } else {
        [IO.File]::Move("$work\apache-maven-$version-bin.zip", $zip)
    }
}

function Copy-FromApache($url, $zip) {
    Write-Message "downloading $url"
    [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
    try {
        (New-Object Net.WebClient).DownloadFile($url, $zip)
    } catch {
        throw "cannot download $url (no installed mvn could resolve Maven either): $($_.Exception.Message)"
    }
}

function Install-Maven($pinned, $maven) {
    $version = $pinned.mavenVersion
    $work = "$maven.unpack." + [IO.Path]::GetRandomFileName()
    $zip = "$work\maven.zip"
    [IO.Directory]::CreateDirectory($work) | Out-Null
    try {
        Copy-FromInstalledMaven $version $work $zip
        if (-not (Test-Sum $zip $pinned.distributionSha512Sum)) {
            Copy-FromApache $pinned.distributionUrl $zip
            if (-not (Test-Sum $zip $pinned.distributionSha512Sum)) {
                throw "$($pinned.distributionUrl) has not the SHA-512 of maven-wrapper.properties; nothing was unpacked"
            }
        }
        Add-Type -AssemblyName System.IO.Compression.FileSystem
        [IO.Compression.ZipFile]::ExtractToDirectory($zip, $work)
        # a rename, so that a build that starts at the same time never sees half of it
        if (-not [IO.Directory]::Exists($maven)) {
            [IO.Directory]::Move("$work\apache-maven-$version", $maven)
        }
    } finally {
        [IO.Directory]::Delete($work, $true)
    }
}

try {
    $base = [IO.Path]::GetDirectoryName($env:MVNW)
    $pinned = Read-Properties "$base\.mvn\wrapper\maven-wrapper.properties"
    $userHome = if ($env:MAVEN_USER_HOME) { $env:MAVEN_USER_HOME } else { "$env:USERPROFILE\.m2" }
    $maven = "$userHome\wrapper\apache-maven-$($pinned.mavenVersion)"
    if (-not [IO.File]::Exists("$maven\bin\mvn.cmd")) {
        Install-Maven $pinned $maven
    }
    if (-not [IO.File]::Exists("$maven\bin\mvn.cmd")) {
        throw "$maven is not a Maven; remove it and try again"
    }
    [Console]::Out.WriteLine("$maven\bin\mvn.cmd")
} catch {
    Write-Message $_.Exception.Message
    exit 1
}
