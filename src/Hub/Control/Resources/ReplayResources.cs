using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Replays;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Naming;
using GpioHub.Recording.Replay;
using GpioHub.Recording.Vcd;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resource <c>/v1/replays</c>: VCD files that the hub plays onto lines.</summary>
internal sealed class ReplayResources(IRig rig, ReplayDesk desk)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public IEnumerable<Resource> All =>
    [
        new("GET", "v1/replays", ListAsync),
        new("POST", "v1/replays", BeginAsync, MediaTypes.Vcd),
        new("GET", "v1/replays/*", OneAsync),
        new("DELETE", "v1/replays/*", EndAsync),
    ];

    private Task ListAsync(HttpContext http, ImmutableArray<string> names) =>
        Answer.JsonAsync(http, [.. desk.All.Select(Of)], WireJson.Readable.IReadOnlyListReplayDocument);

    private async Task OneAsync(HttpContext http, ImmutableArray<string> names)
    {
        var replay = Find(names[0]);
        if (Time(http.Request.Query["wait"], "wait") is { } wait)
        {
            // Late or not, the answer says how far it is.
            var limit = Task.Delay(wait < LongestWait ? wait : LongestWait, http.RequestAborted);
            await Task.WhenAny(replay.Over, limit);
        }
        await Answer.JsonAsync(http, Of(replay), WireJson.Readable.ReplayDocument);
    }

    private async Task EndAsync(HttpContext http, ImmutableArray<string> names)
    {
        var replay = Find(names[0]);
        replay.End("it was ended");
        await replay.Over.WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        Answer.NoContent(http);
    }

    private async Task BeginAsync(HttpContext http, ImmutableArray<string> names)
    {
        bool isFile = http.Request.ContentType?.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase) == true;
        var (plan, isDry) = isFile ? await OfFileAsync(http) : await OfJsonAsync(http);
        var (lines, before) = await desk.CheckAsync(plan, http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        if (isDry)
        {
            await Answer.JsonAsync(http, Of(null, "planned", plan, lines, default), WireJson.Readable.ReplayDocument);
            return;
        }

        var replay = desk.Begin(plan, lines, before);
        http.Response.Headers.Location = $"/v1/replays/{ReplayDesk.IdOf(replay.Number)}";
        await Answer.JsonAsync(http, Of(replay), WireJson.Readable.ReplayDocument, StatusCodes.Status201Created);
    }

    private async Task<(ReplayPlan Plan, bool IsDry)> OfJsonAsync(HttpContext http)
    {
        var body = JsonBody.Parse(await Answer.BodyAsync(http), "vcd", "map", "speed", "loop", "from", "to", "dryRun");
        string vcd = body.Text("vcd") ?? throw ProblemException.Malformed("a replay needs a vcd: the text of the file");
        var order = Order(body.Texts("map") ?? [], body.Real("speed"), body.Number("loop"), body.Time("from"), body.Time("to"));
        return (Planned(() => ReplayBuilder.Read(Encoding.UTF8.GetBytes(vcd), order)), body.Flag("dryRun") == true);
    }

    /// <summary>Reads the file as it comes, so that its length does not matter.</summary>
    private async Task<(ReplayPlan Plan, bool IsDry)> OfFileAsync(HttpContext http)
    {
        var query = http.Request.Query;
        if (query.Keys.FirstOrDefault(key => key is not ("map" or "speed" or "loop" or "from" or "to" or "dryRun")) is { } unknown)
            throw ProblemException.Malformed($"unknown parameter \"{unknown}\"; there are map, speed, loop, from, to, dryRun");
        var order = Order([.. query["map"].Select(map => map ?? "")], Number<double>(query["speed"], "speed"),
            Number<int>(query["loop"], "loop"), Time(query["from"], "from"), Time(query["to"], "to"));
        var size = http.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (size is { IsReadOnly: false }) size.MaxRequestBodySize = ControlLimits.MaxRecordingBytes;

        var builder = Planned(() => new ReplayBuilder(order));
        var reader = new VcdReader(builder);
        byte[] piece = new byte[64 * 1024];
        while (await http.Request.Body.ReadAsync(piece, http.RequestAborted) is > 0 and var length)
            Planned(() => Feed(reader, piece.AsSpan(0, length)));
        return (Planned(() =>
        {
            reader.EndOfFile();
            return builder.Done();
        }), query["dryRun"].ToString() is "1" or "true");
    }

    private static bool Feed(VcdReader reader, ReadOnlySpan<byte> piece)
    {
        reader.Feed(piece);
        return true;
    }

    private ReplayOrder Order(IReadOnlyList<string> maps, double? speed, int? loops, TimeSpan? from, TimeSpan? to) =>
        new([.. maps.Select(map => ReplayMap.Parse(map) ?? throw ProblemException.Malformed($"map \"{map}\": expected SIGNAL=LINE"))])
        {
            Speed = speed ?? 1,
            Loops = loops ?? 1,
            FromNs = Ns(from),
            ToNs = Ns(to),
            Bus = LinesOfBus,
        };

    /// <summary>The lines of a bus, the most significant first; null = there is no such bus.</summary>
    private ImmutableArray<string>? LinesOfBus(string name)
    {
        var plan = rig.Plan;
        return plan.Buses.FirstOrDefault(bus => bus.Name == name) is { } bus
            ? [.. bus.Lines.Select(line => NetName.Of(line, plan))]
            : null;
    }

    /// <summary>What is wrong with a file or an order is the client's mistake.</summary>
    private static T Planned<T>(Func<T> plan)
    {
        try
        {
            return plan();
        }
        catch (Exception e) when (e is VcdException or ReplayException)
        {
            throw ProblemException.Malformed(e.Message);
        }
    }

    private Replay Find(string id)
    {
        if (desk.Find(id) is { } replay) return replay;
        string[] ids = [.. desk.All.Select(each => ReplayDesk.IdOf(each.Number))];
        string there = ids.Length == 0 ? "there is none" : $"there {(ids.Length == 1 ? "is" : "are")} {string.Join(", ", ids)}";
        throw new NameNotFoundException($"no replay \"{id}\"; {there}", null);
    }

    private ReplayDocument Of(Replay replay)
    {
        var progress = replay.Progress;
        string state = !progress.IsOver ? "playing" : progress.Why is null ? "played" : "ended";
        return Of(ReplayDesk.IdOf(replay.Number), state, replay.Plan, replay.Lines, progress);
    }

    private ReplayDocument Of(string? id, string state, ReplayPlan plan, ImmutableArray<Rules.Plan.ChipLineAddress> lines,
        ReplayProgress progress) => new(
        id,
        state,
        progress.Why,
        [.. lines.Zip(plan.Lines).Select(line => IsThere(line.First) ? NetName.Of(line.First, rig.Plan) : line.Second)],
        plan.Steps.Length,
        plan.Loops,
        Documents.Ns(plan.LengthNs),
        Documents.Ns(plan.UnknownNs),
        progress.Played,
        progress.Refused,
        progress.Refusal,
        progress.Late is { } late
            ? new LatenessDocument(Documents.Ns(late.P50), Documents.Ns(late.P99), Documents.Ns(late.Max))
            : null);

    /// <summary>Whether a line is still there: another configuration may have taken it away.</summary>
    private bool IsThere(Rules.Plan.ChipLineAddress line) =>
        rig.Plan.Chips.FirstOrDefault(chip => chip.Id == line.Chip) is { } chip && line.Index < chip.Lines.Length;

    private static long? Ns(TimeSpan? time) => time?.Ticks * TimeSpan.NanosecondsPerTick;

    private static TimeSpan? Time(string? text, string name) => string.IsNullOrEmpty(text) ? null
        : WrittenTime.TryParse(text, out var time) ? time
        : throw ProblemException.Malformed($"{name}={text}: expected {WrittenTime.Expected}");

    private static T? Number<T>(string? text, string name)
        where T : struct, INumberBase<T> => string.IsNullOrEmpty(text) ? null
        : T.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out T number)
            ? number
        : throw ProblemException.Malformed($"{name}={text}: expected a number");
}
