using GpioHub.Hub.Commands.Doctor;
using GpioHub.Hub.Commands.Doctor.Checks;
using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Doctor;

/// <summary>What doctor says of a hub that runs and of its guests, each time exactly that: decisions over the hub's own document.</summary>
public sealed class HubRowsSpec : IAsyncLifetime
{
    private TestHub _hub = null!;
    private HubDocument _document = null!;

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        string json = await _hub.Http.GetStringAsync(new Uri("http://hub/v1/hub"));
        var document = System.Text.Json.JsonSerializer.Deserialize(json, WireJson.Default.HubDocument)!;
        _document = document with
        {
            UptimeNs = "60000000000",
            Succession = new SuccessionDocument(1, "keeper", "ready", 9, null, null),
        };
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact(DisplayName = "A hub of which all is well has nothing to be mended, whether its machines are on or off")]
    public void Healthy()
    {
        Assert.Equal("", Told(Hub(_document)));
        Assert.Equal("", Told(Hub(_document, Ivi(guest => guest with { State = "running", Irq = true }))));
        Assert.Equal("", Told(Hub(_document, Ivi(guest => guest with { State = "connected" }))));
    }

    [Fact(DisplayName = "A hub that this user may not ask is a warning in the words that any verb has, with who may")]
    public void Closed() => Assert.Equal(
        "warn  hub            /s: permission denied → as root, or with hub.controlMode: \"0660\" and controlGroup in config/demo.yaml\n",
        Told(new HubFacts(HubPresence.Closed, "/s", "/s: permission denied") { Socket = new PathOwner(0, 0, Patient.Mine) }));

    [Fact(DisplayName = "A hub of another version than the command is a warning that takeover mends")]
    public void Version() => Assert.Equal("warn  hub-version    the hub is 0.1.0, this command is 0.2.0 → gpiohub takeover\n",
        Told(Hub(_document) with { OwnVersion = "0.2.0" }));

    [Fact(DisplayName = "A file on disk that is not in force is told with what puts it in force, or with why it cannot be")]
    public void Config()
    {
        Assert.Equal("warn  hub-config     config/demo.yaml has 2 changes on disk that are not in force → gpiohub reload\n",
            Told(Hub(_document) with { OnDisk = new ConfigCheckDocument(["a", "b"], ["c"], []) }));
        Assert.Equal("warn  hub-config     config/demo.yaml has 1 change on disk for a new hub only → " +
            "systemctl restart gpiohub, with no guest running\n",
            Told(Hub(_document) with { OnDisk = new ConfigCheckDocument([], ["c"], []) }));
        Assert.Equal("fail  hub-config     config/demo.yaml has changed on disk, and cannot be applied: no such file → " +
            "gpiohub check config/demo.yaml\n", Told(Hub(_document) with { OnDiskProblem = "no such file" }));
    }

    [Fact(DisplayName = "A reactor that does not come round is a problem")]
    public void Health() => Assert.Equal(
        "fail  hub-health     reactor 0 has not come round within 1 s → docs/internals/debugging.md#inside-the-process\n",
        Told(Hub(_document) with { Health = "reactor 0 has not come round within 1 s" }));

    [Theory(DisplayName = "A hub that nobody keeps, or that has no warm standby, is warned of; a young hub has none yet")]
    [InlineData("none", "none", true, "nobody keeps the hub: if it crashes, guests hang → start it without --no-keep")]
    [InlineData("none", "none", false, "nobody keeps the hub: if it crashes, guests hang → " +
        "set hub.keep: true in config/demo.yaml, then start the hub anew")]
    [InlineData("keeper", "none", true, "keeper keeps the hub, and no standby is warm: a successor starts slowly → " +
        "the hub's log says why its standby has ended")]
    [InlineData("keeper", "starting", true, null)]
    [InlineData("systemd", "none", true, null)]
    public void Keeper(string keeper, string standby, bool keep, string? told)
    {
        var hub = Hub(_document with { Succession = new SuccessionDocument(1, keeper, standby, 9, null, null) });
        Assert.Equal(told is null ? "" : $"warn  hub-keeper     {told}\n", Told(hub, plan => plan with { Keep = keep }));
        var young = hub with { Document = hub.Document! with { UptimeNs = "1000000000" } };
        if (keeper == "keeper") Assert.Equal("", Told(young));
    }

    [Fact(DisplayName = "Who serves after another process ended is a note, and so is a hub without a watchdog")]
    public void Notes()
    {
        var hub = Hub(_document with { Succession = new SuccessionDocument(2, "keeper", "ready", 9, 12.5, "signal 11") });
        Assert.Equal("", Told(hub));
        string whole = DoctorText.Of(DoctorCheck.Examine(Facts(hub, plan => plan with { Watchdog = null })), quiet: false, Paint.None);
        Assert.Contains("note  hub-keeper     process 2 serves; the one before ended: signal 11 → ", whole, StringComparison.Ordinal);
        Assert.Contains("note  hub-watchdog   a hub that hangs is not replaced → ", whole, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Lost edges, refused drivers and missed events are warnings that name their line")]
    public void Losses()
    {
        var bench = _document.Chips[0];
        var line = bench.Lines[0] with { Edges = 9, Lost = 2, Contentions = 1 };
        Assert.Equal(
            "warn  hub-losses     bench/IGN: 2 edges of 9 came faster than they could be told → " +
            "set its debounce in config/demo.yaml, or filter the signal\n" +
            "warn  hub-losses     bench/IGN: 1 time a driver was refused, because another drives → " +
            "gpiohub info bench/IGN; resolve in config/demo.yaml says who may\n" +
            "warn  hub-losses     slow readers of streams have missed 1 event → " +
            "read them faster, ask for fewer lines, or batch them (docs/control-api.md#events)\n",
            Told(Hub(_document with { Chips = [bench with { Lines = [line, .. bench.Lines.Skip(1)] }] }) with { Lagged = 1 }));
    }

    [Fact(DisplayName = "A record that is not locked in memory is a warning")]
    public void Record()
    {
        var server = new ProcessFacts(12, ["gpiohub", "run"], false, Patient.Tester) { IsHub = true, Locked = 0 };
        var facts = Facts(Hub(_document)) with { Processes = [server] };
        Assert.Equal("warn  hub-record     the hub's record is not locked in memory: a page that is swapped out delays it → " +
            "LimitMEMLOCK=8M in the unit, or ulimit -l 8192; then start the hub anew\n", Quiet(facts));
        Assert.Equal("", Quiet(facts with { Processes = [server with { Locked = 4096 }] }));
    }

    [Fact(DisplayName = "A control socket that answers strangers' pages is a problem, and one that all users may open a warning")]
    public void Guard()
    {
        Assert.Equal("fail  web-guard      /s answers what a web page sends: at the end of ssh -L any page may drive lines → " +
            "gpiohub takeover to a newer build\n", Told(Hub(_document) with { RefusesStrangers = false }));
        Assert.Equal("warn  web-guard      /s is root:root 0666: every user may drive lines → " +
            "set hub.controlMode: \"0660\" and controlGroup in config/demo.yaml, then start the hub anew\n",
            Told(Hub(_document) with { Socket = new PathOwner(0, 0, Patient.Everybodys) }));
    }

    [Theory(DisplayName = "A front-end that is connected and does not get on is a problem that names it")]
    [InlineData("no-driver", false, "qemu (4711) is connected, and its guest has started no driver for 30 s → " +
        "gpiohub doctor --kernel PATH: the guest's kernel needs CONFIG_GPIO_VIRTIO")]
    [InlineData("connected", true, "qemu (4711) has connected and says nothing " +
        "(QEMU before 9.1, when a hub was restarted while it booted) → restart the VM")]
    public void Stuck(string state, bool silent, string told) => Assert.Equal($"fail  guest          ivi: {told}\n",
        Told(Hub(_document, Ivi(guest => guest with { State = state })) with { SilentGuests = silent ? ["ivi"] : [] }));

    [Fact(DisplayName = "A machine that names its guest's socket and is not connected to it is a problem")]
    public void Unconnected()
    {
        var facts = Facts(Hub(_document));
        var machine = new ProcessFacts(4711, ["qemu-system-x86_64", "-object", "memory-backend-memfd,id=m", "-machine", "memory-backend=m",
            "-chardev", $"socket,id=x,path={facts.Plan!.Guests[0].SocketPath}"], false, new User("root", 0, []));
        Assert.Equal($"fail  guest          ivi: qemu-system-x86_64 (4711) names {facts.Plan.Guests[0].SocketPath}, " +
            "and is not connected to it → restart the VM\n", Quiet(facts with { Processes = [machine] }));
    }

    [Fact(DisplayName = "A guest that is asked about and has no front-end is a warning with what connects one")]
    public void Waiting()
    {
        var facts = Facts(Hub(_document)) with { Guest = "ivi" };
        Assert.Equal($"warn  guest          ivi: nobody is connected to {facts.Plan!.Guests[0].SocketPath} → " +
            "qemu-system-… -m SIZE $(gpiohub qemu-args config/demo.yaml ivi --memory SIZE)\n", Quiet(facts));
    }

    [Fact(DisplayName = "A socket that cannot be made again is told with why")]
    public void SocketGone() => Assert.Equal(
        "fail  guest          ivi: /ivi.sock: somebody removed it → gpiohub reload, once that is mended\n",
        Told(Hub(_document, Ivi(guest => guest with { Socket = "/ivi.sock", SocketProblem = "somebody removed it" }))));

    [Fact(DisplayName = "Interrupts that were not negotiated are a warning, and one that was refused and goes unheeded a problem")]
    public void Interrupts()
    {
        Assert.Equal("warn  guest-irq      ivi: qemu (4711) has negotiated no interrupts → " +
            "run the VM with QEMU 9.0 or later: gpiomon fails with this one\n",
            Told(Hub(_document, Ivi(guest => guest with { State = "running", Irq = false }))));
        Assert.Equal("fail  guest-irq      ivi:IGN: its interrupt was refused, and the guest goes on as if it had it " +
            "(SET_IRQ_TYPE: no) → request the interrupt anew in the guest, once the reason is gone\n",
            Told(Hub(_document, Ivi(guest => guest with
            {
                State = "running",
                Irq = true,
                Lines = [guest.Lines[0] with { Unheeded = true, LastError = new ErrorDocument("SET_IRQ_TYPE: no", "1") }],
            }))));
    }

    [Fact(DisplayName = "A ring that the guest broke is a problem, and buffers that were lost a warning")]
    public void Rings()
    {
        RingDocument Ring(string state, int lost) => new(1, "eventq", state, 64, 0, 0, 0, 0, 0, "the avail ring is broken", lost);
        Assert.Equal("fail  guest-ring     ivi: the guest broke its eventq: the avail ring is broken → reboot the guest\n",
            Told(Hub(_document, Ivi(guest => guest with { Rings = [Ring("broken", 2)] }))));
        Assert.Equal("warn  guest-ring     ivi: 2 of its eventq were lost at the hub's last end → " +
            "bind the guest's driver anew, or reboot the guest\n",
            Told(Hub(_document, Ivi(guest => guest with { Rings = [Ring("running", 2)] }))));
    }

    [Fact(DisplayName = "Packed rings are a warning: the hub cannot tell a driver that has the lock from one that has not")]
    public void PackedRings()
    {
        Assert.Equal("warn  guest-ring     ivi: its rings are packed, and Linux's gpio-virtio can hang with them unless it was given a " +
            "lock (docs/guests.md) → hub.packedRings: false, and restart the VM\n",
            Told(Hub(_document, Ivi(guest => guest with { State = "running", Irq = true, Features = "0x570000001" }))));
        Assert.Equal("", Told(Hub(_document, Ivi(guest => guest with { State = "running", Irq = true, Features = "0x170000001" }))));
    }

    [Fact(DisplayName = "A chip that the hub cannot use is a problem in the hub's own words")]
    public void ChipFails()
    {
        var chip = _document.Chips[0] with { Id = "doors", State = "failing", LastError = "EIO", Lines = [] };
        var chips = new ChipFacts { Found = [new("doors", "/dev/x", null, false)] };
        var facts = Facts(Hub(_document with { Chips = [chip] })) with { Chips = chips };
        Assert.Equal("fail  chip           doors: the hub cannot use it: EIO → gpiohub info doors\n", Quiet(facts));
    }

    private static HubFacts Hub(HubDocument document, Func<GuestDocument, GuestDocument>? ivi = null)
    {
        var change = ivi ?? (guest => guest);
        return new(HubPresence.Answers, "/s")
        {
            OwnVersion = "0.1.0",
            Document = document with { Guests = [.. document.Guests.Select(guest => guest.Id == "ivi" ? change(guest) : guest)] },
            Health = "",
            Lagged = 0,
            OnDisk = new ConfigCheckDocument([], [], []),
            RefusesStrangers = true,
            Socket = new PathOwner(0, 0, Patient.Mine),
        };
    }

    private static Func<GuestDocument, GuestDocument> Ivi(Func<GuestDocument, GuestDocument> change) =>
        guest => change(guest with { Peer = new PeerDocument(4711, "qemu") });

    private DoctorFacts Facts(HubFacts hub, Func<HubPlan, HubPlan>? settings = null)
    {
        var plan = _hub.Hub.Plan;
        return new DoctorFacts
        {
            Plan = plan with { Hub = (settings ?? (same => same))(plan.Hub) },
            Hub = hub,
            Programs = [new QemuProgram("qemu-system-x86_64", "/q", new(10, 0, 0), true)],
        };
    }

    private string Told(HubFacts hub, Func<HubPlan, HubPlan>? settings = null) => Quiet(Facts(hub, settings));

    private static string Quiet(DoctorFacts facts) => DoctorText.Of(DoctorCheck.Examine(facts), quiet: true, Paint.None);
}
