using Xunit;

namespace GpioHub.House.Tests.Flows;

/// <summary>docs/internals/flows.md tells the ways through the hub as the code goes them.</summary>
public class FlowsSpec
{
    private static readonly Calls Code = new();

    [Fact(DisplayName = "Each station of a walk is called by the one above it, or gets its message from it, in the order of the page")]
    public void StationsAreWhereThePageSays()
    {
        var walks = Walk.All();
        Assert.True(walks.Count >= 5, $"{Walk.Page} tells of {walks.Count} walks");
        Findings.None(walks.SelectMany(walk => Wrong(walk).Select(wrong => $"{walk.Title}: {wrong}")));
    }

    private static IEnumerable<string> Wrong(Walk walk)
    {
        var reached = new Dictionary<Station, (int Place, Station Station)>();     // by caller: the last line of it, and who is reached
        foreach (var station in walk.Stations)
        {
            var methods = Code.Named(station.Name);
            if (methods.Count == 0)
            {
                yield return $"{station}: there is no such method";
                continue;
            }

            if (station.Message is { } message && !Code.Takes(station.Name.Split('.')[0], message))
                yield return $"{station}: {station.Name.Split('.')[0]} takes no {message}";
            if (station.From is not { } from) continue;
            var places = station.Message is { } told
                ? Calls.PlacesOfTelling(Code.Named(from.Name), told)
                : Code.Places(Code.Named(from.Name), methods);
            var before = reached.GetValueOrDefault(from);
            int here = places.FirstOrDefault(place => place >= before.Place, -1);
            if (places.Count == 0)
                yield return $"{station}: {from.Name} {(station.Message is null ? "does not call it" : $"tells no {station.Message}")}";
            else if (here < 0) yield return $"{station}: {from.Name} reaches it before {before.Station.Name}";
            else reached[from] = (here, station);
        }
    }
}
