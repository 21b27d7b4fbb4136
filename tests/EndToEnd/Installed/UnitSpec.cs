using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;

namespace GpioHub.EndToEnd.Installed;

/// <summary>The installed unit under a systemd that has booted a Debian: docs/guide/systemd.md, sentence by sentence.</summary>
[Trait("Boots", "kernel")]
public sealed class UnitSpec(UnitSpec.Machine fixture) : IClassFixture<UnitSpec.Machine>, IAsyncLifetime
{
    private const string Rig = "chips: { bench: { driver: sim, lines: [HORN] } }\nguests: { ivi: { lines: [{ from: bench/HORN }] } }";

    private readonly BootedDebian _debian = fixture.Debian;

    public async Task InitializeAsync()
    {
        await RigAsync(Rig);
        await _debian.RunAsync("systemctl reset-failed && rm -rf /run/systemd/system/gpiohub* && systemctl daemon-reload");
    }

    public async Task DisposeAsync() => await _debian.RunAsync("systemctl stop 'gpiohub*.socket' gpiohub");

    [Fact(DisplayName = "The unit starts as a user without rights, and says how many chips are up and guests connected")]
    public async Task Starts()
    {
        await _debian.RunAsync("systemctl start gpiohub");
        Assert.Equal("1 of 1 chip up, 0 of 1 guest connected; /etc/gpiohub/gpiohub.yaml", await _debian.PropertyAsync("StatusText"));
        Assert.Equal("gpiohub", await _debian.RunAsync("ps -o user= -p $(systemctl show gpiohub -p MainPID --value)"));
        await using (await ConnectAsync())
            await _debian.UntilAsync("systemctl status gpiohub", text => text.Contains("1 of 1 guest connected", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "systemctl reload puts the changed file in force; a wrong one it refuses in words, and nothing changes")]
    public async Task Reloads()
    {
        await _debian.RunAsync("systemctl start gpiohub");
        await RigAsync(Rig.Replace("ivi:", "adas: { lines: [{}] }, ivi:", StringComparison.Ordinal));
        await _debian.RunAsync("systemctl reload gpiohub");
        await _debian.UntilAsync("systemctl show gpiohub -p StatusText", text => text.Contains("of 2 guests", StringComparison.Ordinal));
        await RigAsync("chips: { broken");
        Assert.NotEqual(0, (await _debian.TryAsync("systemctl reload gpiohub")).Code);
        Assert.Equal("active", await _debian.PropertyAsync("ActiveState"));
        Assert.Contains("not reloaded", await _debian.RunAsync("journalctl -u gpiohub -o cat -n 20"), StringComparison.Ordinal);
        Assert.Contains("adas", await _debian.RunAsync("gpiohub info"), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "With the socket unit that check --sockets prints a guest comes before the hub and starts it, more than once; " +
        "the group of its VM's user may connect")]
    public async Task GuestFirst()
    {
        await RigAsync($"hub: {{ socketGroup: kvm }}\n{Rig}");
        await _debian.RunAsync("gpiohub check --sockets /etc/gpiohub/gpiohub.yaml >/run/systemd/system/gpiohub-guests.socket");
        await _debian.RunAsync("systemctl daemon-reload && systemctl start gpiohub-guests.socket");
        Assert.Equal("gpiohub:kvm 660", await _debian.RunAsync("stat -c '%U:%G %a' /run/gpiohub/ivi.sock"));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal("inactive", await _debian.PropertyAsync("ActiveState"));
            await using (var guest = await ConnectAsync()) Assert.False(await guest.GetValueAsync(0));
            Assert.Equal("active", await _debian.PropertyAsync("ActiveState"));
            await _debian.RunAsync("systemctl stop gpiohub && test -S /run/gpiohub/ivi.sock");
        }
    }

    [Fact(DisplayName = "With gpiohub.socket and a guest's unit of the template the first gpiohub info starts the hub, which serves both")]
    public async Task ControlFirst()
    {
        await _debian.RunAsync("systemctl start gpiohub.socket gpiohub-guest@ivi.socket");
        Assert.Contains("HORN", await _debian.RunAsync("gpiohub info"), StringComparison.Ordinal);
        await _debian.UntilAsync("gpiohub info", text => text.Contains("kept by systemd", StringComparison.Ordinal));
        await using var guest = await ConnectAsync();
        Assert.False(await guest.GetValueAsync(0));
    }

    [Fact(DisplayName = "Within its hardening the hub knows which program is connected, of a user that is in the sockets' group alone")]
    public async Task PeerIsKnown()
    {
        await RigAsync($"hub: {{ socketGroup: kvm }}\n{Rig}");
        await _debian.RunAsync("systemctl start gpiohub");
        await _debian.RunAsync("systemd-run -q -u vm -p User=nobody -p Group=kvm gpiohub guest /run/gpiohub/ivi.sock mon HORN");
        await _debian.UntilAsync("gpiohub info -o json", text => text.Contains("\"name\":\"gpiohub\"}", StringComparison.Ordinal));
        await _debian.RunAsync("systemctl stop vm");
    }

    [Fact(DisplayName = "A keeper that stands still is ended by systemd's watchdog and followed, and the guest goes on")]
    public async Task Watchdog()
    {
        await DropInAsync("[Service]\nWatchdogSec=2");
        await _debian.RunAsync("systemctl start gpiohub");
        await using var guest = await ConnectAsync();
        string before = await _debian.PropertyAsync("NRestarts");
        await _debian.RunAsync("kill -STOP $(systemctl show gpiohub -p MainPID --value)");
        await _debian.UntilAsync("systemctl show gpiohub -p NRestarts --value", now => now != before);
        Assert.False(await guest.GetValueAsync(0));
        Assert.Contains("watchdog", await _debian.RunAsync("journalctl -u gpiohub -o cat -n 40"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact(DisplayName = "A rig with hub.http does not start in the unit as it is, and says so; with the drop-in of share/ it serves")]
    public async Task Http()
    {
        await RigAsync($"hub: {{ http: 127.0.0.1:8188 }}\n{Rig}");
        Assert.NotEqual(0, (await _debian.TryAsync("systemctl start gpiohub")).Code);
        await _debian.RunAsync("systemctl stop gpiohub");
        string said = await _debian.RunAsync("journalctl -u gpiohub -o cat -n 20");
        Assert.Contains("hub.http 127.0.0.1:8188: ", said, StringComparison.Ordinal);
        Assert.Contains("http.conf", said, StringComparison.Ordinal);
        await DropInAsync(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "share/systemd/gpiohub.service.d/http.conf")));
        await _debian.RunAsync("systemctl start gpiohub");
        string got = await _debian.RunAsync(
            "python3 -c 'import urllib.request as u; print(u.urlopen(\"http://127.0.0.1:8188/v1/hub\").read())'");
        Assert.Contains("bench", got, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A wrong file is not tried again: the unit has failed with exit code 78")]
    public async Task WrongFile()
    {
        await RigAsync("chips: { broken");
        Assert.NotEqual(0, (await _debian.TryAsync("systemctl start gpiohub")).Code);
        Assert.Equal("failed", await _debian.PropertyAsync("ActiveState"));
        Assert.Equal("78", await _debian.PropertyAsync("ExecMainStatus"));
        Assert.Equal("0", await _debian.PropertyAsync("NRestarts"));
    }

    private async Task RigAsync(string rig) => await _debian.RunAsync($"cat >/etc/gpiohub/gpiohub.yaml <<'RIG'\n{rig}\nRIG");

    private async Task DropInAsync(string text) => await _debian.RunAsync("mkdir -p /run/systemd/system/gpiohub.service.d && " +
        $"cat >/run/systemd/system/gpiohub.service.d/test.conf <<'UNIT'\n{text}\nUNIT\nsystemctl daemon-reload");

    // It waits until the hub that it starts is up.
    private Task<GpioDriver> ConnectAsync() => GpioDriver.ConnectAsync(_debian.Outside("/run/gpiohub/ivi.sock"),
        new GpioDriverOptions { FrontEnd = new FrontEndOptions { ReplyTimeout = Patience.Limit } });

    public sealed class Machine : IAsyncLifetime
    {
        private BootedDebian? _debian;

        public BootedDebian Debian => _debian ?? throw new InvalidOperationException("not booted");

        public async Task InitializeAsync() => _debian = await BootedDebian.BootAsync();

        public async Task DisposeAsync()
        {
            if (_debian is not null) await _debian.DisposeAsync();
        }
    }
}
