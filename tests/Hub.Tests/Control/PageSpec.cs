using System.IO.Compression;
using System.Text.Json;
using GpioHub.Hub.Tests.Support;
using GpioHub.Hub.Web;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>The page as it is served. What it does in a browser is in tests/Web.</summary>
public class PageSpec
{
    private static readonly string[] Files = [.. PageFiles.All.Keys];

    [Fact(DisplayName = "The page has its document, its styles, its modules and two libraries (IF-5.1)")]
    public void Parts()
    {
        string[] some =
            ["web/index.html", "web/page.css", "web/app.js", "web/views/rig.js", "web/lib/lit-html.js", "web/lib/signals-core.js"];
        Assert.All(some, file => Assert.Contains(file, Files));
    }

    [Fact(DisplayName = "Every file is served on each listener, with its type and a policy of this origin alone (IF-5.1)")]
    public async Task Served()
    {
        await using var hub = await TestHub.StartAsync(tcp: true);
        foreach (string path in (string[])["/", .. Files.Select(file => $"/{file}")])
        {
            var answer = await hub.CurlAsync(path.Contains("views", StringComparison.Ordinal), path);
            Assert.Equal((path, 200), (path, answer.Status));
            string type = path.Split('.')[^1] switch
            {
                "js" => "text/javascript",
                "css" => "text/css",
                "svg" => "image/svg+xml",
                _ => "text/html",
            };
            Assert.StartsWith(type, answer.Headers["Content-Type"], StringComparison.Ordinal);
            string policy = answer.Headers["Content-Security-Policy"];
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; ", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'; require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal(("same-origin", "same-origin", "nosniff"), (answer.Headers["Cross-Origin-Opener-Policy"],
                answer.Headers["Cross-Origin-Resource-Policy"], answer.Headers["X-Content-Type-Options"]));
        }
    }

    [Fact(DisplayName = "A file that the browser has already is not sent again, and one that is sent is packed for who takes it (IF-5.1)")]
    public async Task Tags()
    {
        await using var hub = await TestHub.StartAsync();
        var plain = await hub.CurlAsync(false, "/web/app.js");
        Assert.Equal((304, ""), await StatusAsync(hub, "-H", $"If-None-Match: \"other\", {plain.Headers["ETag"]}"));
        Assert.Equal(200, (await StatusAsync(hub, "-H", "If-None-Match: \"other\"")).Status);
        Assert.Equal((200, ""), await StatusAsync(hub, "-I"));

        using var request = new HttpRequestMessage(HttpMethod.Get, "http://hub/web/app.js");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var packed = await hub.Http.SendAsync(request);
        using var gzip = new StreamReader(new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress));
        Assert.Equal(plain.Body, await gzip.ReadToEndAsync());
        Assert.NotEqual(plain.Headers["ETag"], packed.Headers.ETag?.ToString());
    }

    [Theory(DisplayName = "What is no file of the page is 404, and what is no GET is refused (IF-5.1)")]
    [InlineData(404, "/web/nothing.js")]
    [InlineData(404, "/web/..%2Fapp.js")]
    [InlineData(404, "/web/views/..%2F..%2Fapp.js")]
    [InlineData(404, "/web/")]
    [InlineData(405, "/", "-X", "POST")]
    [InlineData(421, "/", "-H", "Host: evil.example")]
    [InlineData(403, "/web/app.js", "-H", "Sec-Fetch-Site: cross-site")]
    public async Task NoFile(int status, string path, params string[] args)
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Equal(status, (await hub.CurlAsync(false, path, ["--path-as-is", .. args])).Status);
    }

    [Fact(DisplayName = "The page needs no token, and what it asks for does; its answer says what one may do (IF-5.1, IF-5.2)")]
    public async Task Roles()
    {
        await using var hub = await TestHub.StartAsync(tcp: true,
            rig: folder => DemoRig.WithTokens(folder, ("drives", ApiRole.Control), ("looks", ApiRole.View)));
        Assert.Equal((200, 401), ((await hub.CurlAsync(true, "/")).Status, (await hub.CurlAsync(true, "/v1/hub")).Status));
        Assert.Equal("control", Role(await hub.CurlAsync(true, "/v1/hub", "-H", $"Authorization: Bearer {DemoRig.SecretOf("drives")}")));
        Assert.Equal("view", Role(await hub.CurlAsync(true, "/v1/hub", "-H", $"Authorization: Bearer {DemoRig.SecretOf("looks")}")));
        Assert.Equal("control", Role(await hub.CurlAsync(false, "/v1/hub")));
        Assert.Equal("view", Role(await Curl.RunAsync("--unix-socket", hub.ViewSocket, "http://hub/v1/hub")));
    }

    private static async Task<(int Status, string Body)> StatusAsync(TestHub hub, params string[] args)
    {
        var answer = await hub.CurlAsync(false, "/web/app.js", args);
        return (answer.Status, answer.Status == 200 && args[0] != "-I" ? "" : answer.Body);
    }

    private static string? Role(CurlResult answer)
    {
        using var document = JsonDocument.Parse(answer.Body);
        return document.RootElement.GetProperty("role").GetString();
    }
}
