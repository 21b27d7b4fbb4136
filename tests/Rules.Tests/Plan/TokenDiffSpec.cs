using GpioHub.Rules.Plan;
using GpioHub.Tests.Rigs;
using Xunit;

namespace GpioHub.Rules.Tests.Plan;

/// <summary>Tokens of a hub that gets another file (IF-3.12).</summary>
public class TokenDiffSpec
{
    private static readonly TokenPlan Ci = new("ci", ApiRole.Control, "/ci", "AA"), Board = new("board", ApiRole.View, "/board", "BB");

    [Fact(DisplayName = "Tokens come, go, and get other roles, secrets and files; each is told (IF-3.12)")]
    public void Differences()
    {
        var diff = Between([Ci, Board], [Ci with { Role = ApiRole.View, Sha256 = "CC" }, new("new", ApiRole.View, "/new", "DD")]);

        Assert.Equal(
            ["adds token new (view)", "token ci: role control to view", "token ci: another secret", "removes token board"], Told(diff));
        Assert.Equal(["ci", "new"], diff.Target.Hub.Tokens.Select(token => token.Name));
        Assert.Equal(diff.Target.Hub, diff.ApplyTo(Plan([Ci, Board])).Hub);
        Assert.Equal(["token ci: its file is /x"], Told(Between([Ci], [Ci with { File = "/x" }])));
        Assert.Equal(["hub.tokens: another order"], Told(Between([Ci, Board], [Board, Ci])));
    }

    [Fact(DisplayName = "The same tokens are no difference, and leave the array in force as it is (IF-3.12)")]
    public void Same()
    {
        var old = Plan([Ci, Board]);
        var diff = RigDiff.Between(old, Plan([Ci, Board]), _ => false);

        Assert.True(diff.IsEmpty);
        Assert.Equal(old.Hub, diff.Target.Hub);
    }

    [Fact(DisplayName = "Tokens whose files nobody has read are kept if they are in force; else none of them comes (IF-3.12)")]
    public void Unread()
    {
        Assert.True(Between([Ci, Board], [Ci with { Sha256 = "" }, Board with { Sha256 = "" }]).IsEmpty);
        Assert.Equal(["removes token board"], Told(Between([Ci, Board], [Ci with { Sha256 = "" }])));
        Assert.Empty(Between([Ci], [Ci, Board with { Sha256 = "" }]).Changes);
        foreach (var unknown in (TokenPlan[])[Ci with { Role = ApiRole.View }, Ci with { Name = "x" }, Ci with { File = "/x" }])
        {
            var diff = Between([Ci], [unknown with { Sha256 = "" }]);
            Assert.Equal(Ci, Assert.Single(diff.Target.Hub.Tokens));
            Assert.Equal(new RigRefusal("hub",
                "hub.tokens stay as they are; others come with the hub's own file only: change it and reload"),
                Assert.Single(diff.Refused));
        }
    }

    [Fact(DisplayName = "Where the API listens needs a restart; by which names it is called does not (IF-3.10)")]
    public void Listeners()
    {
        var old = Plan([]);
        var diff = RigDiff.Between(old,
            old with { Hub = old.Hub with { ViewMode = UnixFileMode.UserRead, ViewGroup = "lab", HttpNames = ["rig"] } }, _ => false);

        Assert.Equal(["hub.viewMode", "hub.viewGroup"], diff.Refused.Select(refused => refused.Reason.Split(' ')[0]));
        Assert.Equal(["hub.httpNames: other names"], Told(diff));
        Assert.Equal("rig", Assert.Single(diff.Target.Hub.HttpNames));
    }

    private static RigDiff Between(TokenPlan[] old, TokenPlan[] wanted) => RigDiff.Between(Plan(old), Plan(wanted), _ => false);

    private static RigPlan Plan(TokenPlan[] tokens)
    {
        var plan = Plans.Plan("/rig", [], []);
        return plan with { Hub = plan.Hub with { Tokens = [.. tokens] } };
    }

    private static IEnumerable<string> Told(RigDiff diff) => diff.Changes.Select(change => change.Text);
}
