using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Succession;
using GpioHub.Transports.Native;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resource <c>/v1/takeover</c>: which build serves, and that another is to. Source: IF-3.23.</summary>
/// <param name="desk">null = this hub has no keeper.</param>
internal sealed class TakeoverResource(IRig rig, TakeoverDesk? desk)
{
    public IEnumerable<Resource> All =>
    [
        new("GET", "v1/takeover", ShowAsync),
        new("POST", "v1/takeover", BeginAsync, MediaTypes.Json),
    ];

    private async Task ShowAsync(HttpContext http, ImmutableArray<string> names) =>
        await Answer.JsonAsync(http, await DocumentAsync(null, http.RequestAborted), WireJson.Readable.TakeoverDocument);

    private async Task BeginAsync(HttpContext http, ImmutableArray<string> names)
    {
        if (Listener.Of(http).Tcp is not null)
            throw new ProblemException(403, ProblemCode.ControlSocketOnly, "a build is replaced over the control socket only");
        var body = JsonBody.Parse(await Answer.BodyAsync(http), "binary", "back");
        (string? binary, bool back) = (body.Text("binary"), body.Flag("back") ?? false);
        if (binary is not null && back) throw ProblemException.Malformed("binary and back: expected one of the two");
        if (binary is not null) CheckBinary(http, binary);
        if (desk is null) throw Refused("this hub has no keeper (hub.keep, --no-keep)");
        var verdict = await desk.AskAsync(back ? null : binary ?? "", http.RequestAborted)
            ?? throw new ProblemException(409, ProblemCode.Busy, "another takeover is under way");
        if (verdict.WhyNot is { } whyNot) throw Refused(whyNot);
        var document = await DocumentAsync(verdict.Version, http.RequestAborted);
        http.Response.OnCompleted(desk.GiveWayAsync);
        await Answer.JsonAsync(http, document, WireJson.Readable.TakeoverDocument, StatusCodes.Status202Accepted);
    }

    /// <summary>Whoever names a program has it run as the hub's user, who therefore must be the one that asks.</summary>
    private static void CheckBinary(HttpContext http, string binary)
    {
        if (!Path.IsPathFullyQualified(binary) || binary.AsSpan().ContainsAny('\n', '\0'))
            throw ProblemException.Malformed($"binary {binary}: expected an absolute path");
        var peer = http.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket ? PeerCredentials.TryOf(socket.SafeHandle) : null;
        if (peer?.UserId is not { } user || (user != 0 && user != Identity.EffectiveUserId))
            throw new ProblemException(403, ProblemCode.Refused, "a build is named by root or by the hub's own user only");
    }

    /// <summary>Of the program, and not of what it is made of.</summary>
    private static string Version { get; } =
        typeof(TakeoverResource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";

    private static ProblemException Refused(string why) => new(503, ProblemCode.Refused, why);

    private async Task<TakeoverDocument> DocumentAsync(string? next, CancellationToken cancel)
    {
        await rig.ComeRoundAsync(ControlLimits.HubAnswer, cancel);          // it serves, and does not only run
        return new TakeoverDocument(
            Version, desk?.Epoch ?? 1, desk?.GapNs?.ToString(CultureInfo.InvariantCulture), next);
    }
}
