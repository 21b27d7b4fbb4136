using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Rules.Tests.Plan;

public class LinkDiffSpec
{
    private static readonly PeerPlan B =
        new("bench-b", new HostAddress("10.0.0.2", 4053), PeerPlan.DefaultAway, PeerPlan.DefaultWhenStopped);

    private static readonly PeerPlan C = B with { Host = "bench-c", At = new HostAddress("10.0.0.3", 4053) };

    private static readonly LinksPlan Links = new("rig7", "bench-a", new HostAddress("10.0.0.1", 4053), [B]);

    public static TheoryData<string, LinksPlan> Others => new()
    {
        { "adds host bench-c", Links with { Peers = [B, C] } },
        { "host bench-b: at 10.0.0.2:4053 to 10.0.0.9:4053", Links with { Peers = [B with { At = new HostAddress("10.0.0.9", 4053) }] } },
        { "host bench-b: other settings", Links with { Peers = [B with { Away = TimeSpan.FromSeconds(3) }] } },
        { "removes host bench-b", Links with { Peers = [] } },
        { "another file of the rig", Links with { File = 7 } },
    };

    [Theory(DisplayName = "Hosts that come, go or differ, and another file, are said and come into force (IF-1.16)")]
    [MemberData(nameof(Others))]
    public void OtherHostsAreApplied(string said, LinksPlan wanted)
    {
        var diff = Between(Links, wanted);

        Assert.Equal([said], diff.Changes.Select(change => change.Text));
        Assert.Empty(diff.Refused);
        Assert.True(RigEquality.Same(wanted, diff.ApplyTo(Rig(Links)).Links));
    }

    [Fact(DisplayName = "The same links are no difference, although their lists are others (IF-1.16)")]
    public void SameLinksAreNone()
    {
        Assert.True(Between(Links, Links with { Peers = [.. Links.Peers] }).IsEmpty);
        Assert.True(RigEquality.Same(Rig(Links), Rig(Links with { Peers = [.. Links.Peers] })));
        Assert.False(RigEquality.Same(Rig(Links), Rig(Links with { Peers = [C] })));
        Assert.False(RigEquality.Same(Rig(Links), Rig(null)));
    }

    public static TheoryData<LinksPlan?, LinksPlan?> Refused => new()
    {
        { Links, null },
        { null, Links },
        { Links, Links with { Rig = "rig8" } },
        { Links, Links with { Host = "bench-x" } },
        { Links, Links with { Listen = new HostAddress("10.0.0.1", 4054) } },
        { Links, Links with { Certificates = new LinkCertificates("/ca.pem", "/a.pem") } },
    };

    [Theory(DisplayName = "Who this host is stays as it was when the hub started, and so does whether there are others (IF-1.16)")]
    [MemberData(nameof(Refused))]
    public void ThisHostStays(LinksPlan? old, LinksPlan? wanted)
    {
        var diff = Between(old, wanted);

        Assert.Empty(diff.Changes);
        Assert.Contains("needs a restart", Assert.Single(diff.Refused).Reason, StringComparison.Ordinal);
        Assert.Equal(old, diff.Target.Links);
    }

    [Fact(DisplayName = "What other hosts may do with a line is a setting of the line (IF-1.16)")]
    public void SharingIsASetting()
    {
        var line = new ChipLinePlan(
            0, "IGN", Bias.AsIs, false, DriveKind.PushPull, InitialState.AsIs, ResolveRule.Exclusive, ControlAccess.Drive);
        var old = Rig(Links) with { Chips = [new ChipPlan("bench", SimPlan.Instance, [line])] };

        var diff = RigDiff.Between(
            old, old with { Chips = [new ChipPlan("bench", SimPlan.Instance, [line with { Sharing = Sharing.Read }])] }, _ => false);

        Assert.Equal(["bench/IGN: share none to read"], diff.Changes.Select(change => change.Text));
    }

    private static RigDiff Between(LinksPlan? old, LinksPlan? wanted) => RigDiff.Between(Rig(old), Rig(wanted), _ => false);

    private static RigPlan Rig(LinksPlan? links) => new(
        new HubPlan("rig.yaml", "/run", "/run/control.sock", UnixFileMode.UserRead, null, null, 1, PollPlan.Adaptive), [], [])
    {
        Links = links,
    };
}
