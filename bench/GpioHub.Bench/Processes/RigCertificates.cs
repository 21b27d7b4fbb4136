using System.Diagnostics;

namespace GpioHub.Bench.Processes;

/// <summary>A rig's CA and its hosts' certificates, made by the measured hub's own verbs, in a folder of their own.</summary>
internal sealed class RigCertificates : IDisposable
{
    public const string Rig = "bench";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-pki-");

    /// <param name="program">Path of gpiohub.</param>
    /// <param name="hosts">How many: h0, h1 …</param>
    /// <exception cref="BenchException">They were not made.</exception>
    public RigCertificates(string program, int hosts)
    {
        try
        {
            Make(program, "init", Rig);
            for (int host = 0; host < hosts; host++) Make(program, "host", $"h{host}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    private void Make(string program, params string[] words)
    {
        var start = new ProcessStartInfo(Path.GetFullPath(program), ["rig", .. words])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new BenchException($"gpiohub rig {string.Join(' ', words)}: exit status {process.ExitCode}\n{said}");
    }
}
