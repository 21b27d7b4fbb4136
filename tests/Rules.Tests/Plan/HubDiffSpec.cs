using System.Net;
using GpioHub.Rules.Plan;
using GpioHub.Tests.Rigs;
using Xunit;

namespace GpioHub.Rules.Tests.Plan;

/// <summary>Settings of the process, in a file that is applied to a running hub (HR-09).</summary>
public class HubDiffSpec
{
    private static readonly HubPlan Hub = Plans.Plan("/rig", [], []).Hub with { HttpNames = ["rig"] };

    public static TheoryData<HubPlan, string> Fixed => new()
    {
        { Hub with { SocketFolder = "/other" }, "sockets" },
        { Hub with { SocketFolder = "/other", ControlSocket = "/other/control.sock" }, "sockets" },
        { Hub with { ControlSocket = "/rig/other.sock" }, "sockets" },
        { Hub with { ControlMode = UnixFileMode.UserRead }, "controlMode" },
        { Hub with { ControlGroup = "lab" }, "controlGroup" },
        { Hub with { ViewMode = UnixFileMode.UserRead }, "viewMode" },
        { Hub with { ViewGroup = "lab" }, "viewGroup" },
        { Hub with { Http = new IPEndPoint(IPAddress.Loopback, 8080) }, "http" },
        { Hub with { Reactors = 2 }, "reactors" },
        { Hub with { Poll = PollPlan.Adaptive }, "poll" },
    };

    [Theory(DisplayName = "What a process cannot change in itself is refused by its key, once, and stays as it is (HR-09)")]
    [MemberData(nameof(Fixed))]
    public void NeedsARestart(HubPlan wanted, string key)
    {
        var diff = Between(Hub, wanted);
        Assert.Equal(new RigRefusal("hub", $"hub.{key} is as at the start of the hub; another one needs a restart"),
            Assert.Single(diff.Refused));
        Assert.Equal($"hub.{key} is as at the start of the hub; another one needs a restart", diff.Refused[0].ToString());
        Assert.Empty(diff.Changes);
        Assert.Equal(Hub, diff.Target.Hub);
    }

    public static TheoryData<HubPlan, string[]> Changed => new()
    {
        { Hub with { Watch = true }, ["hub.watch false to true"] },
        { Hub with { HttpNames = ["bench"] }, ["hub.httpNames: other names"] },
        { Hub with { ConfigPath = "other.yaml" }, ["the file is other.yaml, not test.yaml"] },
        { Hub with { ConfigPath = "other.yaml", Watch = true }, ["hub.watch false to true"] },
        { Hub with { HttpNames = ["rig"] }, [] },
        { Hub with { Watch = true, HttpNames = [], Tokens = [new("ci", ApiRole.View, "/ci", "AA")] },
            ["adds token ci (view)", "hub.watch false to true", "hub.httpNames: other names"] },
    };

    [Theory(DisplayName = "What it can change is changed, and told; another path of the file is told where nothing else is (HR-09)")]
    [MemberData(nameof(Changed))]
    public void IsApplied(HubPlan wanted, string[] told)
    {
        var diff = Between(Hub, wanted);
        Assert.Empty(diff.Refused);
        Assert.Equal(told, diff.Changes.Select(change => change.Text));
        var now = diff.ApplyTo(Plan(Hub)).Hub;
        Assert.Equal((wanted.ConfigPath, wanted.Watch), (now.ConfigPath, now.Watch));
        Assert.Equal(wanted.HttpNames.ToArray(), now.HttpNames.ToArray());
        Assert.Equal(wanted.Tokens.ToArray(), now.Tokens.ToArray());
    }

    [Fact(DisplayName = "hub.watch is told in both directions")]
    public void Unwatched() => Assert.Equal("hub.watch true to false", Assert.Single(Between(Hub with { Watch = true }, Hub).Changes).Text);

    [Theory(DisplayName = "A socket in the folder that is refused is moved to the one in force; one elsewhere stays where it is (HR-09)")]
    [InlineData("/other", "/other/ivi.sock", "/rig/ivi.sock")]
    [InlineData("/other", "/elsewhere/ivi.sock", "/elsewhere/ivi.sock")]
    [InlineData("/rig", "/rig/ivi.sock", "/rig/ivi.sock")]
    public void DefaultSockets(string folder, string wanted, string inForce)
    {
        var guest = Plans.Guest("ivi", "/rig", Plans.Sim("bench", "IGN")) with { SocketPath = wanted };
        var plan = Plans.Plan("/rig", [], []);
        var diff = RigDiff.Between(plan, plan with { Hub = plan.Hub with { SocketFolder = folder }, Guests = [guest] }, _ => false);
        Assert.Equal(inForce, diff.Target.Guests[0].SocketPath);
    }

    [Fact(DisplayName = "The socket to look through lies beside the control socket, and its group may use it")]
    public void ViewSocket()
    {
        Assert.Equal("/rig/view.sock", Hub.ViewSocket);
        Assert.Equal("/view.sock", (Hub with { ControlSocket = "/control.sock" }).ViewSocket);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, Hub.ViewMode);
        Assert.Equal((true, false, TimeSpan.Zero, TimeSpan.Zero),
            (PollPlan.Adaptive.Auto, PollPlan.Off.Auto, PollPlan.Adaptive.Fixed, PollPlan.Off.Fixed));
    }

    private static RigDiff Between(HubPlan old, HubPlan wanted) => RigDiff.Between(Plan(old), Plan(wanted), _ => false);

    private static RigPlan Plan(HubPlan hub) => new(hub, [], []);
}
