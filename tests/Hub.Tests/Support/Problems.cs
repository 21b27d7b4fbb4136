using System.Text.Json;
using GpioHub.Hub.Control.Wire;
using Xunit;

namespace GpioHub.Hub.Tests.Support;

internal static class Problems
{
    /// <summary>Reads the problem document of an answer; its media type is part of the promise.</summary>
    public static async Task<ProblemDocument> ReadAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(), WireJson.Default.ProblemDocument)!;
    }
}
