using System.Diagnostics;
using GpioHub.Bench.Processes;
using GpioHub.Transports.Native;

namespace GpioHub.Bench.Life;

/// <summary>A published hub in a process and a folder of its own.</summary>
internal sealed class HubProcess : IDisposable
{
    private const int EnoentErrno = 2, EconnrefusedErrno = 111;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-life-");
    private readonly Process _process;
    private readonly long _began;

    /// <summary>Starts the hub and waits for nothing.</summary>
    public HubProcess(string program, int guests)
    {
        string file = Path.Combine(_folder.FullName, "rig.yaml");
        File.WriteAllText(file, LifeRig.Yaml(_folder.FullName, guests));
        var start = new ProcessStartInfo(program, ["run", file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _began = Stopwatch.GetTimestamp();
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        _process.ErrorDataReceived +=
            (_, line) => { if (line.Data?.Contains(" ERR ", StringComparison.Ordinal) == true) Console.Error.WriteLine(line.Data); };
        _process.BeginErrorReadLine();
    }

    /// <summary>Of the process that serves, once it is up.</summary>
    public int Id => ServingProcess.Of(_process.Id);

    /// <summary>Time since before the process was made, so the fork counts too.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_began);

    public string SocketOf(int guest) => Path.Combine(_folder.FullName, $"{LifeRig.Guest(guest)}.sock");

    /// <summary>Tries every half millisecond until the socket takes a connection.</summary>
    public UnixStream Connect(int guest)
    {
        while (!_process.HasExited)
        {
            try
            {
                return UnixStream.Connect(SocketOf(guest));
            }
            catch (ErrnoException e) when (e.Errno is EnoentErrno or EconnrefusedErrno)
            {
                Thread.Sleep(TimeSpan.FromMicroseconds(500));
            }
        }

        throw new InvalidOperationException($"the hub ended with {_process.ExitCode}");
    }

    /// <summary>Waits until the banner says that all is up.</summary>
    public void AwaitUp()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
            if (line == "Ctrl-C ends.") return;
        throw new InvalidOperationException("the hub does not come up");
    }

    public void Dispose()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
