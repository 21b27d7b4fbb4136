using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Tests.Support;

/// <summary>A small rig for tests of the layers above the hub: one simulated chip, three guests.</summary>
internal static class DemoRig
{
    /// <summary>Lines of <c>bench</c>; CRASH/1 and 5% are names that have to be percent-encoded, DOOR is not for driving.</summary>
    public static readonly string[] BenchLines = ["IGN", "CRASH", "WAKE", "A/B:C", "5%2F", "DOOR"];

    public static RigPlan Plan(string folder, System.Net.IPEndPoint? http = null) => new(
        new HubPlan(
            "config/demo.yaml",
            folder,
            Path.Combine(folder, "control.sock"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            null,
            http,
            1,
            PollPlan.Adaptive),
        [new ChipPlan("bench", SimPlan.Instance, [.. BenchLines.Select(Line)])],
        [
            Guest("ivi", folder, new GuestLinePlan(0, "IGN", Bench(0), LineAccess.In, OnRelease.Input),
                new GuestLinePlan(1, "SPARE", null, LineAccess.In, OnRelease.Input)),
            Guest("adas", folder, new GuestLinePlan(0, "IGN", Bench(0), LineAccess.In, OnRelease.Input),
                new GuestLinePlan(1, "WAKE", Bench(2), LineAccess.InOut, OnRelease.Input)),
            Guest("spare", folder),
        ]);

    /// <summary>The rig with these tokens; each secret is its token's name, eight times.</summary>
    public static RigPlan WithTokens(string folder, params (string Name, ApiRole Role)[] tokens)
    {
        var plan = Plan(folder);
        return plan with
        {
            Hub = plan.Hub with
            {
                Tokens = [.. tokens.Select(token => new TokenPlan(token.Name, token.Role, $"/{token.Name}",
                    Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(SecretOf(token.Name))))))],
            },
        };
    }

    /// <summary>The rig with a bus <c>PAIR</c> of bench/IGN and bench/WAKE, and <c>DOORS</c> with a line that is not for driving.</summary>
    public static RigPlan WithBuses(string folder) => Plan(folder) with
    {
        Buses = [new BusPlan("PAIR", [Bench(0), Bench(2)]), new BusPlan("DOORS", [Bench(1), Bench(5), Bench(3), Bench(4), Bench(0)])],
    };

    public static string SecretOf(string token) => string.Concat(Enumerable.Repeat(token, 8));

    public static ChipLineAddress Bench(int offset) => new("bench", offset);

    private static ChipLinePlan Line(string name, int offset) => new(
        offset,
        name,
        Bias.PullDown,
        ActiveLow: false,
        DriveKind.PushPull,
        InitialState.AsIs,
        ResolveRule.Exclusive,
        name == "DOOR" ? ControlAccess.Read : ControlAccess.Drive);

    private static GuestPlan Guest(string id, string folder, params ImmutableArray<GuestLinePlan> lines) => new(
        id,
        Path.Combine(folder, $"{id}.sock"),
        UnixFileMode.UserRead | UnixFileMode.UserWrite,
        null,
        EarlyUnmask.Return,
        null,
        lines);
}
