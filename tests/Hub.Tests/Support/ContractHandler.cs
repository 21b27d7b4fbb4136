using System.Net.Http.Headers;
using Xunit;

namespace GpioHub.Hub.Tests.Support;

/// <summary>Holds every answer that a test gets to the OpenAPI description, and every JSON that the hub took.</summary>
internal sealed class ContractHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string? sent = request.Content is { } body && IsJson(body.Headers.ContentType)
            ? await body.ReadAsStringAsync(cancellationToken) : null;
        var answer = await base.SendAsync(request, cancellationToken);
        string path = request.RequestUri!.AbsolutePath, method = request.Method.Method;
        var type = answer.Content.Headers.ContentType;
        if (answer.IsSuccessStatusCode && sent is not null) Require(ApiContract.RequestProblem(method, path, sent));

        bool isStream = answer.IsSuccessStatusCode && type?.MediaType is "application/x-ndjson" or "text/event-stream";
        string? given = isStream || method == "HEAD" ? null : await answer.Content.ReadAsStringAsync(cancellationToken);
        Require(ApiContract.Problem(method, path, (int)answer.StatusCode, type?.MediaType, given,
            name => answer.Headers.Contains(name) || answer.Content.Headers.Contains(name)));
        if (isStream && method != "HEAD")
        {
            var content = new StreamContent(new ContractStream(await answer.Content.ReadAsStreamAsync(cancellationToken), path));
            content.Headers.ContentType = type;
            answer.Content = content;
        }

        return answer;
    }

    private static bool IsJson(MediaTypeHeaderValue? type) => type?.MediaType == "application/json";

    private static void Require(string? problem) => Assert.True(problem is null, problem);
}
