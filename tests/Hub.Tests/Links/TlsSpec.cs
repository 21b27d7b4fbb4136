using GpioHub.Hub.Links.Certificates;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Links;

/// <summary>Links with certificates: who is let in, and what is said of who is not.</summary>
public sealed class TlsSpec : IDisposable
{
    private readonly Pki _pki = new();
    private readonly int _portA = Ports.Free(), _portB = Ports.Free();

    [Fact(DisplayName = "Hosts with certificates of the rig's CA hear each other (LK-15)")]
    public async Task Members()
    {
        await using var a = new WiredHub(PlanA());
        await using var b = new WiredHub(PlanB());
        await WiredHub.MeetAsync(a, b);
        Assert.Empty(a.Door.Refused);
    }

    [Fact(DisplayName = "A host of another rig's CA is turned away, and both sides say so (LK-15)")]
    public async Task OtherCa()
    {
        using var other = new Pki("other");
        await using var a = new WiredHub(PlanA());
        await using var b = new WiredHub(PlanB() with { Certificates = other.Files("bench-b") });
        await AssertRefusedAsync(a, b, "its certificate is not of this rig's CA");
        await b.BeatUntilAsync("bench-a",
            () => b.Wire.Troubles.With("bench-a")?.Why == "its certificate is not of this rig's CA", "b says why");
    }

    [Fact(DisplayName = "A certificate that has ended is turned away, with the day on which it did (LK-15)")]
    public async Task Ended()
    {
        var then = DateTimeOffset.Now.AddDays(-4);
        using var pki = new Pki(WiredHub.Rig, then);
        await using var a = new WiredHub(PlanA() with { Certificates = pki.Files("bench-a") });
        await using var b = new WiredHub(PlanB() with { Certificates = pki.Files("bench-b", pki.Certificate("bench-b", then, days: 2)) });
        await AssertRefusedAsync(a, b, $"its certificate has ended on {then.AddDays(2).UtcDateTime:yyyy-MM-dd}");
    }

    [Fact(DisplayName = "A host of the rig that is none of this hub's hubs is turned away (LK-15)")]
    public async Task NotInHubs()
    {
        await using var a = new WiredHub(PlanA());
        await using var c = new WiredHub(PlanB() with { Host = "bench-c", Certificates = _pki.Files("bench-c") });
        await AssertRefusedAsync(a, c, "its certificate is of bench-c, which is none of this hub's hubs");
    }

    [Fact(DisplayName = "A hub that finds another host where its peer should be says which")]
    public async Task WrongHost()
    {
        var plan = PlanB() with { Host = "bench-c", Certificates = _pki.Files("bench-c") };
        await using var c = new WiredHub(plan);
        await using var a = new WiredHub(PlanA());
        await a.BeatUntilAsync("bench-b", () =>
            a.Wire.Troubles.With("bench-b")?.Why == $"127.0.0.1:{_portB} shows the certificate of bench-c", "a says whom it has found");
        Assert.Equal(0, c.Door.Arrivals);
    }

    [Fact(DisplayName = "A host whose certificate is refused again and again takes no other link with it (LK-17, AK-17)")]
    public async Task OthersGoOn()
    {
        int portC = Ports.Free();
        using var other = new Pki("other");
        await using var a = new WiredHub(WiredHub.Plan("bench-a", _portA, ("bench-b", _portB), ("bench-c", portC)) with
        {
            Certificates = _pki.Files("bench-a"),
        });
        await using var b = new WiredHub(PlanB());
        var planC = WiredHub.Plan("bench-c", portC, ("bench-a", _portA));
        await using var c = new WiredHub(planC with { Certificates = other.Files("bench-c") });
        await WiredHub.MeetAsync(a, b);
        await a.BeatUntilAsync("bench-c", () => a.Door.Refused.Count(one => one.From == "bench-c") >= 3, "a tries c, and refuses it");
        await c.BeatUntilAsync("bench-a", () => a.Door.Refused.Any(one => one.From != "bench-c"), "c tries a, and is refused");
        await WiredHub.MeetAsync(a, b);

        Assert.Equal(1, a.Wire.Begun);
    }

    [Fact(DisplayName = "A certificate that has been renewed is taken over by a reload")]
    public async Task Renewed()
    {
        using var other = new Pki();
        await using var a = new WiredHub(PlanA());
        await using var b = new WiredHub(PlanB() with { Certificates = other.Files("bench-b") });
        await AssertRefusedAsync(a, b, "its certificate is not of this rig's CA");
        b.Wire.Replan(PlanB());
        await WiredHub.MeetAsync(a, b);
    }

    [Fact(DisplayName = "Files that are no certificates, or another host's, are said before anything listens")]
    public void BadFiles()
    {
        var files = _pki.Files("bench-a");
        Assert.Equal($"{files.Certificate} is the certificate of bench-a, and this host is bench-b", Refusal(files, "bench-b"));
        Assert.Equal("/nowhere/ca.pem: no such file", Refusal(files with { Ca = "/nowhere/ca.pem" }, "bench-a"));
        Assert.Equal($"{files.Ca} has no private key", Refusal(files with { Certificate = files.Ca }, "bench-a"));
        Assert.StartsWith("/etc/hostname: ", Refusal(files with { Certificate = "/etc/hostname" }, "bench-a"), StringComparison.Ordinal);
        Assert.Equal($"{files.Certificate}: its certificate is not of this rig's CA",
            Refusal(_pki.Files("bench-a", Pki.SelfSigned("bench-a")), "bench-a", files.Certificate));

        static string Refusal(LinkCertificates files, string host, string? shownAs = null)
        {
            string said = Assert.Throws<LinkSetupException>(() => HostCertificate.Load(files, host)).Message;
            return shownAs is null ? said : said.Replace(files.Certificate, shownAs, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _pki.Dispose();

    private LinksPlan PlanA() => WiredHub.Plan("bench-a", _portA, ("bench-b", _portB)) with { Certificates = _pki.Files("bench-a") };

    private LinksPlan PlanB() => WiredHub.Plan("bench-b", _portB, ("bench-a", _portA)) with { Certificates = _pki.Files("bench-b") };

    private static async Task AssertRefusedAsync(WiredHub a, WiredHub b, string why)
    {
        await b.BeatUntilAsync("bench-a", () => a.Door.Refused.Any(one => one.Why == why), "it is turned away");
        Assert.Equal((0, 0), (a.Door.Arrivals, b.Door.Arrivals));
    }
}
