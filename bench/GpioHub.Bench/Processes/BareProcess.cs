namespace GpioHub.Bench.Processes;

/// <summary>A back-end without a configuration: its guests are on its command line.</summary>
internal sealed class BareProcess : IBackEnd
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-bare-");
    private readonly ChildProcess _process;
    private readonly string _program;

    private BareProcess(string program, Placement where, Func<string, IEnumerable<string>> arguments)
    {
        _program = program;
        _process = new ChildProcess(where.Answerers, program, arguments(Folder));
    }

    public int Id => _process.Id;

    public string Folder => _folder.FullName;

    /// <summary>The limit: bench/limit/limit.c, with the guests g0, g1 … and one that drives the lines of g0.</summary>
    /// <param name="look">How long it looks at its rings before it sleeps; zero = not at all.</param>
    /// <exception cref="BenchException">It did not come up.</exception>
    public static BareProcess Limit(string program, Placement where, int guests, TimeSpan look)
    {
        // The wire is from the first to the second.
        string[] names = [BenchRig.Driver, .. Enumerable.Range(0, guests).Select(n => $"g{n}")];
        var limit = new BareProcess(program, where, folder =>
        [
            .. names.SelectMany(name => (string[])["--socket", Path.Combine(folder, $"{name}.sock")]),
            "--lines", $"{BenchRig.LinesPerGuest}", "--wire", "--look", $"{(int)look.TotalMicroseconds}",
        ]);
        return limit.WhenUp(() => limit._process.ToString().Contains("listening", StringComparison.Ordinal));
    }

    /// <summary>vhost-device-gpio, built with its feature mock_gpio. It has no lines that one guest drives and another watches.</summary>
    /// <inheritdoc cref="Limit"/>
    public static BareProcess Peer(string program, Placement where, int guests)
    {
        // Of its sockets it is told the beginning of the path only: a number is appended.
        string devices = string.Join(':', Enumerable.Repeat($"s{BenchRig.LinesPerGuest}", guests));
        var peer = new BareProcess("env", where, folder =>
        [
            "RUST_LOG=error", program, "--socket-path", Path.Combine(folder, "peer"), "--socket-count", $"{guests}",
            "--device-list", devices,
        ]);
        for (int g = 0; g < guests; g++)
            File.CreateSymbolicLink(Path.Combine(peer.Folder, $"g{g}.sock"), Path.Combine(peer.Folder, $"peer{g}"));
        peer.WhenUp(() => Enumerable.Range(0, guests).All(g => File.Exists(Path.Combine(peer.Folder, $"peer{g}"))));
        Thread.Sleep(10);   // bound already, and listening an instant later
        return peer;
    }

    public void Dispose()
    {
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private BareProcess WhenUp(Func<bool> isUp)
    {
        DateTime end = DateTime.UtcNow + Patience;
        while (!isUp())
        {
            if (_process.HasEnded || DateTime.UtcNow > end)
            {
                Dispose();
                throw new BenchException($"{_program} does not come up\n{_process}");
            }

            Thread.Sleep(1);
        }

        return this;
    }
}
