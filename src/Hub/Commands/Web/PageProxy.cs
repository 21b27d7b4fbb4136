using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GpioHub.Hub.Commands.Web;

/// <summary>A port of loopback that serves the page, and passes requests that show the token on to a hub's socket. Thread-safe.</summary>
/// <remarks>Any process of this machine can connect to the port, and so can pages of other sites: hence the token, and the hub's own guard
/// against browsers, which is asked here already. Source: IF-5.5.</remarks>
/// <param name="path">The hub's socket.</param>
/// <param name="token">At least 128 bits.</param>
internal sealed class PageProxy(string path, string token) : IDisposable
{
    /// <summary>What belongs to one connection, or to this port alone.</summary>
    private static readonly HashSet<string> NotPassedOn = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Connection", "Content-Length", "Host", "Keep-Alive", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding",
        "Upgrade",
    };

    private readonly byte[] _token = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private readonly HttpMessageInvoker _hub = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) => new NetworkStream(await HubLocator.ConnectAsync(path, cancel), ownsSocket: true),
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
    });

    /// <param name="port">0 = any that is free.</param>
    public WebApplication Build(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "gpiohub" });
        var address = new IPEndPoint(IPAddress.Loopback, port);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ControlLimits.MaxBodyBytes;
            kestrel.Listen(address, end =>
            {
                end.Protocols = HttpProtocols.Http1;
                end.Use(next => async connection =>
                {
                    connection.Features.Set(Listener.At(address));
                    await next(connection);
                });
            });
        });
        var app = builder.Build();
        app.Run(HandleAsync);
        return app;
    }

    public void Dispose() => _hub.Dispose();

    private async Task HandleAsync(HttpContext http)
    {
        SafetyHeaders.Add(http.Response);
        try
        {
            BrowserGuard.Check(http, []);
            string raw = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            var segments = RequestTarget.Parse(raw).Segments;
            foreach (var resource in PageResources.All.Where(resource => HttpMethods.IsGet(http.Request.Method)))
            {
                if (resource.Match(segments) is not { } names) continue;
                await resource.Handler(http, names);
                return;
            }

            if (!Access.Shows(http.Request.Headers.Authorization, _token))
                throw new ProblemException(401, ProblemCode.Unauthorized, "a token is needed: open the link that gpiohub web has printed");
            await PassOnAsync(http, raw);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The browser has gone: nobody is left to be told.
        }
        catch (ProblemException problem)
        {
            await Answer.RefuseAsync(http, problem);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            await Answer.RefuseAsync(http, new ProblemException(503, ProblemCode.NoAnswer, $"the hub at {path} has gone"));
        }
    }

    private async Task PassOnAsync(HttpContext http, string target)
    {
        // No canonicalisation: a name stands in the path as it was encoded.
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method),
            new Uri("http://hub" + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0)
            request.Content = new StreamContent(http.Request.Body);
        // The Origin was this port's own: the hub, which is called otherwise, would take it for another's.
        foreach (var (name, values) in http.Request.Headers)
        {
            if (NotPassedOn.Contains(name) || name == "Origin") continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        using var answer = await _hub.SendAsync(request, http.RequestAborted);
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            if (!NotPassedOn.Contains(name)) http.Response.Headers[name] = values.ToArray();
        await CopyAsync(await answer.Content.ReadAsStreamAsync(http.RequestAborted), http);
    }

    /// <summary>Copies an answer as it comes: a stream of events does not end.</summary>
    private static async Task CopyAsync(Stream from, HttpContext http)
    {
        byte[] buffer = new byte[64 * 1024];
        await http.Response.StartAsync(http.RequestAborted);
        while (await from.ReadAsync(buffer, http.RequestAborted) is > 0 and var length)
        {
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, length), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }
}
