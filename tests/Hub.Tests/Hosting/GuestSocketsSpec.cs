using GpioHub.Configuration;
using GpioHub.Hub.Hosting.Sockets;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

public sealed class GuestSocketsSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "A front-end can connect as soon as the sockets are made, whether the rest of the rig is up or not")]
    public void TheyListenByThemselves()
    {
        using var sockets = GuestSockets.Listen(Plan(), inherited: null, Keeping.None, GivenSockets.None);

        foreach (string guest in (string[])["g1", "g2", "g3"]) UnixStream.Connect(SocketOf(guest)).Dispose();
        Assert.Equal(["g1", "g2", "g3"], sockets.Endpoints.Keys.Order());
    }

    [Fact(DisplayName = "If another process serves one of them, none listens and no path is left")]
    public void AllOrNone()
    {
        using var other = UnixListener.Bind(SocketOf("g2"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Throws<SocketInUseException>(() => GuestSockets.Listen(Plan(), inherited: null, Keeping.None, GivenSockets.None));

        Assert.False(File.Exists(SocketOf("g1")));
        Assert.False(File.Exists(SocketOf("g3")));
        UnixStream.Connect(SocketOf("g2")).Dispose();     // the other process is not harmed
    }

    private string SocketOf(string guest) => Path.Combine(_folder.Path, $"{guest}.sock");

    private RigPlan Plan()
    {
        var loaded = ConfigurationLoader.LoadText($$"""
            hub: { sockets: {{_folder.Path}} }
            chips:
              bench: { driver: sim, lines: 1 }
            guests:
              "g{1..3}":
                lines: [ { from: bench/0 } ]
            """);
        return loaded.Plan!;
    }
}
