using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Nets;
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
        (string Address, LineSetting Setting)[] lines = [.. body.Keys.Select(key => (key, SettingOf(key, body)))];
        if (lines.Length == 0) throw ProblemException.Malformed("no line: expected {\"CHIP/LINE\":0, \"GUEST:LINE\":1}, at least one");
        foreach (var same in lines.GroupBy(line => line.Setting.Line).Where(same => same.Count() > 1))
            throw ProblemException.Malformed($"{string.Join(" and ", same.Select(line => line.Address))} are the same line");

        var results = await rig.SetAsync([.. lines.Select(line => line.Setting)], http.RequestAborted)
            .WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        var refused = results.Where(result => result.Status is not (SetStatus.Done or SetStatus.NotTried)).ToList();
        if (refused.Count == 0)
        {
            Answer.NoContent(http);
            return;
        }

        string[] set = [.. lines.Zip(results).Where(line => line.Second.Status == SetStatus.Done).Select(line => line.First.Address)];
        string what = set.Length == 0 ? "nothing is set" : $"set {(set.Length == 1 ? "is" : "are")} {string.Join(", ", set)}";
        string why = string.Join("; ", refused.Select(result => result.Detail).Distinct());
        throw SetRefusal.Of(refused[0] with { Detail = $"{why}; {what}" });
    }

    private LineSetting SettingOf(string address, JsonBody body) => LineAddress.TryParse(address, out var line)
        ? new LineSetting(new LineLookup(rig.Plan).Net(line), LineResources.Level(address, body.NumberOrText(address)))
        : throw ProblemException.Malformed($"\"{address}\" is no line; expected CHIP/LINE or GUEST:LINE");
}
