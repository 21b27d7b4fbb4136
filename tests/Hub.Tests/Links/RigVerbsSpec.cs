using GpioHub.Hub.Links.Certificates;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Links;

/// <summary>The verbs that make certificates.</summary>
public sealed class RigVerbsSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Rig => Path.Combine(_folder.Path, "rig7");

    [Fact(DisplayName = "Rig init and rig host make files that a hub takes, for their owner alone, and say what to copy where (LK-15)")]
    public async Task Makes()
    {
        // A name with a folder in it would be a path; the folder comes from --ca, and hosts' files go where the verb is called.
        var ca = RigAuthority.Ca("rig7", 10, DateTimeOffset.Now);
        new GpioHub.Hub.Commands.Rig.RigFiles(Rig).WriteCa(ca);
        string host = $"h{Guid.NewGuid():n}";
        try
        {
            var made = await Cli.RunAsync("rig", "host", host, "--ca", $"{Rig}-ca.pem", "--address", "10.77.0.2", "--address", "b.lab");
            Assert.Equal((0, ""), (made.Code, made.Error));
            Assert.Contains($"copy {host}.pem and {Rig}-ca.pem to {host}", made.Out, StringComparison.Ordinal);
            var loaded = HostCertificate.Load(new LinkCertificates($"{Rig}-ca.pem", Path.GetFullPath($"{host}.pem")), host);
            Assert.True(loaded.Own.NotAfter <= ca.NotAfter);
            foreach (string file in new[] { $"{host}.pem", $"{Rig}-ca.pem", $"{Rig}-ca.key" })
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

            var again = await Cli.RunAsync("rig", "host", host, "--ca", $"{Rig}-ca.pem");
            Assert.Equal(new CliResult(1, "", $"gpiohub: {host}.pem is there already; it stays as it is\n"), again);
        }
        finally
        {
            File.Delete($"{host}.pem");
        }
    }

    [Fact(DisplayName = "rig init does not overwrite a CA, nor its key")]
    public async Task KeepsCa()
    {
        string name = $"r{Guid.NewGuid():n}";
        try
        {
            var made = await Cli.RunAsync("rig", "init", name, "--days", "30");
            Assert.Equal((0, ""), (made.Code, made.Error));
            string key = await File.ReadAllTextAsync($"{name}-ca.key");
            Assert.Contains($"valid until {DateTime.UtcNow.AddDays(30):yyyy-MM-dd}", made.Out, StringComparison.Ordinal);
            Assert.Equal(1, (await Cli.RunAsync("rig", "init", name)).Code);
            File.Delete($"{name}-ca.pem");
            Assert.Equal(1, (await Cli.RunAsync("rig", "init", name)).Code);
            Assert.Equal(key, await File.ReadAllTextAsync($"{name}-ca.key"));
        }
        finally
        {
            File.Delete($"{name}-ca.pem");
            File.Delete($"{name}-ca.key");
        }
    }

    [Theory(DisplayName = "What cannot be a name, an address or a time is refused before anything is made")]
    [InlineData("rig", "init", "../x")]
    [InlineData("rig", "init", "rig7", "--days", "0")]
    [InlineData("rig", "init", "rig7", "--days", "36501")]
    [InlineData("rig", "host", "bench a")]
    [InlineData("rig", "host", "bench-a", "--address", "10.77.0.2:4053")]
    [InlineData("rig", "host", "bench-a", "--ca", "rig7.pem")]
    public async Task Refuses(params string[] words) => Assert.Equal(2, (await Cli.RunAsync(words)).Code);

    [Fact(DisplayName = "A CA without its key, or none at all, is said by its file")]
    public async Task NoCa()
    {
        var none = await Cli.RunAsync("rig", "host", "bench-a", "--ca", $"{Rig}-ca.pem");
        Assert.Equal(new CliResult(1, "", $"gpiohub: {Rig}-ca.pem: no such file\n"), none);
    }

    public void Dispose() => _folder.Dispose();
}
