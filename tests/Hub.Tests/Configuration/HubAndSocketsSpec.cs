using GpioHub.Configuration;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public class HubAndSocketsSpec
{
    [Fact(DisplayName = "Below systemd sockets are in the folder that the unit has for them, whoever the user is (IF-1.6)")]
    public void ServiceFolder() => Assert.Equal(["/run/rig", "/run/rig"], ((uint[])[0, 1000])
        .Select(user => new HostIdentity(user, "/run/user/1000", "/run/rig:/run/other").DefaultSocketFolder));

    [Theory(DisplayName = "Sockets are in /run/gpiohub for root, else in XDG_RUNTIME_DIR, else in /tmp/gpiohub-UID (IF-1.6)")]
    [InlineData(0u, "/run/user/0", "/run/gpiohub")]
    [InlineData(1000u, "/run/user/1000", "/run/user/1000/gpiohub")]
    [InlineData(1000u, null, "/tmp/gpiohub-1000")]
    [InlineData(1000u, "", "/tmp/gpiohub-1000")]
    [InlineData(1000u, "relative", "/tmp/gpiohub-1000")]
    public void DefaultFolder(uint user, string? runtime, string folder)
    {
        RigPlan plan = ConfigurationLoader.LoadText("guests: { ivi: { lines: [{}] } }", host: new HostIdentity(user, runtime)).Plan!;

        Assert.Equal((folder, $"{folder}/control.sock"), (plan.Hub.SocketFolder, plan.Hub.ControlSocket));
        Assert.Equal($"{folder}/ivi.sock", plan.Guests[0].SocketPath);
    }

    [Fact(DisplayName = "This process knows its user (IF-1.6)")]
    public void CurrentIdentity() => Assert.Equal(Environment.IsPrivilegedProcess, HostIdentity.Current.UserId == 0);

    [Fact(DisplayName = "Hub and guest have their defaults (IF-1.6)")]
    public void Defaults()
    {
        RigPlan plan = Rig.Plan("guests: { ivi: { lines: [{}] } }");

        Assert.Equal(
            new HubPlan("/rigs/rig.yaml", "/tmp/gpiohub-1000", "/tmp/gpiohub-1000/control.sock", (UnixFileMode)0x180, null, null,
                1, PollPlan.Adaptive),
            plan.Hub);
        GuestPlan guest = plan.Guests[0];
        Assert.Equal(((UnixFileMode)0x1B0, null, EarlyUnmask.Return, TimeSpan.FromSeconds(10)),
            (guest.SocketMode, guest.SocketGroup, guest.EarlyUnmask, guest.WhenStopped));
        Assert.Equal(new GuestLinePlan(0, "", null, LineAccess.In, OnRelease.Input), guest.Lines[0]);
    }

    [Fact(DisplayName = "Paths are relative to the file; a guest's socket, mode and group go before the hub's (IF-1.6, IF-1.9)")]
    public void PathsAndModes()
    {
        RigPlan plan = Rig.Plan("""
            hub: { sockets: ../run/, socketMode: 0666, socketGroup: kvm, controlMode: 0640, controlGroup: testers, http: 127.0.0.1:80 }
            guests:
              a: { lines: [{}] }
              b: { lines: [{}], socket: vm/b.socket, socketMode: 0600, socketGroup: b }
              c: { lines: [{}], socket: /tmp/x/../c }
            """);

        Assert.Equal("/run", plan.Hub.SocketFolder);
        Assert.Equal(((UnixFileMode)0x1A0, "testers"), (plan.Hub.ControlMode, plan.Hub.ControlGroup));
        Assert.Equal(
            [("/run/a.sock", (UnixFileMode)0x1B6, "kvm"), ("/rigs/vm/b.socket", (UnixFileMode)0x180, "b"),
                ("/tmp/c", (UnixFileMode)0x1B6, "kvm")],
            plan.Guests.Select(g => (g.SocketPath, g.SocketMode, g.SocketGroup!)));
    }

    [Fact(DisplayName = "A socket's path has at most the 107 bytes of sun_path, unix(7) (IF-1.6, IF-1.9)")]
    public void SocketPathLength()
    {
        string folder = "/" + new string('a', 107 - 1 - "/g.sock".Length);

        Assert.Equal(107, Rig.Load($"guests: {{ g: {{ socket: {folder}/g.sock, lines: [{{}}] }} }}").Plan!.Guests[0].SocketPath.Length);
        Assert.Contains("has 108 bytes; a Unix socket's has at most 107",
            Assert.Single(Rig.Said($"guests: {{ g: {{ socket: {folder}/gg.sock, lines: [{{}}] }} }}")), StringComparison.Ordinal);
        Assert.Contains("has 116 bytes", Assert.Single(Rig.Said($"hub: {{ sockets: {folder}xxx }}")), StringComparison.Ordinal);
        Assert.Contains("has 114 bytes",
            Assert.Single(Rig.Said($"guests: {{ g: {{ socket: /{new string('é', 54)}.sock, lines: [{{}}] }} }}")),
            StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Two guests on one socket, or on control.sock, are an error (IF-1.9)")]
    public void OneSocketEach() =>
        Assert.Equal(
            [
                "rig.yaml:5:16: guests.b.socket: /s/a.sock is already the socket of guest \"a\"",
                "rig.yaml:6:16: guests.c.socket: /s/control.sock is already the hub's control.sock",
                "rig.yaml:7:24: guests.t2.socket: /x is already the socket of guest \"t1\" (and 1 more of \"t{1..3}\")",
            ],
            Rig.Said("""
                hub: { sockets: /s }
                chips: {}
                guests:
                  a: { lines: [{}] }
                  b: { socket: /s/./a.sock, lines: [{}] }
                  c: { socket: /s/control.sock, lines: [{}] }
                  "t{1..3}": { socket: /x, lines: [{}] }
                """));

    [Theory(DisplayName = "There may be 1 to 64 reactors, and run takes any number of them (IF-1.6)")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    public void Reactors(int count)
    {
        LoadResult result = Rig.Load($"hub: {{ reactors: {count} }}\nguests: {{ g: {{ lines: [{{}}] }} }}");

        Assert.Equal(count, result.Plan!.Hub.Reactors);
        Assert.Empty(result.Errors);
    }

    [Theory(DisplayName = "The hub rehearses unless its file says false (IF-1.6)")]
    [InlineData("{}", true)]
    [InlineData("{ rehearse: true }", true)]
    [InlineData("{ rehearse: false }", false)]
    public void Rehearse(string hub, bool rehearses) => Assert.Equal(rehearses, Rig.Plan($"hub: {hub}").Hub.Rehearse);

    [Theory(DisplayName = "Guests are offered packed rings if the file says so: Linux's driver may hang with them (IF-1.6)")]
    [InlineData("{}", false)]
    [InlineData("{ packedRings: true }", true)]
    public void PackedRings(string hub, bool offered) => Assert.Equal(offered, Rig.Plan($"hub: {hub}").Hub.PackedRings);

    [Theory(DisplayName = "The hub is kept, has a standby and a watchdog of 5 s unless its file says otherwise (IF-1.6)")]
    [InlineData("{}", true, true, 5)]
    [InlineData("{ keep: false, watchdog: 2m }", false, true, 120)]
    [InlineData("{ standby: false, watchdog: off }", true, false, null)]
    public void Keeping(string hub, bool keep, bool standby, int? watchdogSeconds)
    {
        var plan = Rig.Plan($"hub: {hub}").Hub;
        Assert.Equal((keep, standby, watchdogSeconds is { } s ? TimeSpan.FromSeconds(s) : (TimeSpan?)null),
            (plan.Keep, plan.Standby, plan.Watchdog));
    }

    [Theory(DisplayName = "A number of reactors out of range is an error (IF-1.6)")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-1")]
    [InlineData("two")]
    public void NoSuchReactors(string count) =>
        Assert.StartsWith("rig.yaml:1:18: hub.reactors: ",
            Assert.Single(Rig.Said($"hub: {{ reactors: {count} }}\nguests: {{ g: {{ lines: [{{}}] }} }}")), StringComparison.Ordinal);

    [Fact(DisplayName = "Reactors that would serve nobody are named; as many as chips is not too many (IF-1.6)")]
    public void IdleReactors()
    {
        const string rig = """
            chips: { a: { driver: sim, lines: [A] }, b: { driver: sim, lines: [A] } }
            guests: { g: { lines: [{ from: a/A }] }, h: { lines: [{ from: b/A }] } }
            """;
        Assert.Empty(Rig.Load($"hub: {{ reactors: 2 }}\n{rig}").Problems);
        Assert.Equal(
            "rig.yaml:1:18: warning: hub.reactors: 1 of 3 reactors would serve nobody: a guest is served where most of its chip lines are",
            Assert.Single(Rig.Said($"hub: {{ reactors: 3 }}\n{rig}")));
    }
}
