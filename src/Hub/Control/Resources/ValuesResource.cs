using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Naming;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resource <c>/v1/values</c>: the values of several lines in one request.</summary>
internal sealed class ValuesResource(IRig rig)
{
    public IEnumerable<Resource> All => [new("PUT", "v1/values", SetAsync, MediaTypes.Json)];

    /// <summary>Reads the whole request before anything is set.</summary>
    private async Task SetAsync(HttpContext http, ImmutableArray<string> names)
    {
        var body = JsonBody.ParseAny(await Answer.BodyAsync(http));
        (string Address, LineSetting Setting)[] lines = [.. body.Keys.SelectMany(key => SettingsOf(key, body))];
        if (lines.Length == 0)
            throw ProblemException.Malformed("no line: expected {\"CHIP/LINE\":0, \"GUEST:LINE\":1, \"BUS\":10}, at least one");
        foreach (var same in lines.GroupBy(line => line.Setting.Line).Where(same => same.Count() > 1))
            throw ProblemException.Malformed($"{string.Join(" and ", same.Select(line => line.Address))} are the same line");

        var results = await rig.SetAsync([.. lines.Select(line => line.Setting)], http.RequestAborted)
            .WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        SetRefusal.Require(results, [.. lines.Select(line => line.Address)]);
        Answer.NoContent(http);
    }

    /// <param name="address">Of a line, or the name of a bus.</param>
    private IEnumerable<(string Address, LineSetting Setting)> SettingsOf(string address, JsonBody body)
    {
        var plan = rig.Plan;
        var lookup = new LineLookup(plan);
        if (LineAddress.TryParse(address, out var line))
            return [(address, new LineSetting(lookup.Net(line), LineResources.Level(address, body.NumberOrText(address))))];
        if (address.AsSpan().ContainsAny('/', ':'))
            throw ProblemException.Malformed($"\"{address}\" is no line; expected CHIP/LINE or GUEST:LINE, or the name of a bus");
        return BusSettings.Of(lookup.Bus(address), body.NumberOrText(address))
            .Select(setting => ($"{address} ({NetName.Of(setting.Line, plan)})", setting));
    }
}
