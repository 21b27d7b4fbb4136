using System.Net;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

public class NameSpec
{
    [Theory(DisplayName = "A name is one segment, percent-decoded exactly once (IF-3.2)")]
    [InlineData("/v1/lines/bench/A%2FB%3AC", "A/B:C")]
    [InlineData("/v1/lines/bench/A%2fB:C", "A/B:C")]
    [InlineData("/v1/lines/bench/5%25%32F", "5%2F")]
    [InlineData("/v1/lines/bench/5%252F", "5%2F")]
    [InlineData("/v1/lines/bench/3", "A/B:C")]
    [InlineData("/v1/guests/ivi/lines/IGN", "IGN")]
    [InlineData("/v1/guests/adas/lines/1", "WAKE")]
    [InlineData("http://localhost/v1/lines/bench/IGN", "IGN")]
    public async Task Decoding(string target, string name)
    {
        await using var hub = await TestHub.StartAsync();
        string answer = await hub.RawAsync(
            $"GET {target} HTTP/1.1\nHost: {(target.StartsWith('/') ? "hub" : "localhost")}\nConnection: close\n\n");

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains($"\"name\":\"{name}\"", answer, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "An escape that is no UTF-8, or none at all, is 400 (IF-3.2)")]
    [InlineData("/v1/lines/bench/%zz")]
    [InlineData("/v1/lines/bench/%4")]
    [InlineData("/v1/lines/bench/%ff%fe")]
    public async Task BadEscapes(string target)
    {
        await using var hub = await TestHub.StartAsync();
        string answer = await hub.RawAsync($"GET {target} HTTP/1.1\nHost: hub\nConnection: close\n\n");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "An unknown name is 404 with the nearest that exists (IF-3.2)")]
    [InlineData("lines/bench/IGNN", "no line \"bench/IGNN\"; did you mean bench/IGN?", "bench/IGN")]
    [InlineData("lines/bnech/IGN", "no chip \"bnech\"; did you mean bench?", "bench")]
    [InlineData("lines/ivi/IGN", "no chip \"ivi\" but a guest; did you mean ivi:IGN?", "ivi:IGN")]
    [InlineData("guests/bench/lines/CRASH", "no guest \"bench\" but a chip; did you mean bench/CRASH?", "bench/CRASH")]
    [InlineData("lines/bench/99", "no line 99 on chip bench; it has 6 lines, from 0", null)]
    [InlineData("lines/bench/99999999999999999999", "no line 99999999999999999999 on chip bench; it has 6 lines, from 0", null)]
    [InlineData("guests/adsa", "no guest \"adsa\"; did you mean adas?", "adas")]
    [InlineData("guests/ivi/lines/IGM", "no line \"ivi:IGM\"; did you mean ivi:IGN?", "ivi:IGN")]
    [InlineData("guests/ivi/lines/SPARE", "ivi:SPARE is a spare slot of guest ivi: no chip line stands behind it", null)]
    [InlineData("chips/zzzzzz", "no chip \"zzzzzz\"; there is bench", null)]
    public async Task Unknown(string path, string detail, string? nearest)
    {
        await using var hub = await TestHub.StartAsync();
        using var answer = await hub.Http.GetAsync($"http://hub/v1/{path}");
        var problem = await Problems.ReadAsync(answer);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal((detail, nearest, "not-found"), (problem.Detail, problem.Nearest, problem.Code));
    }
}
