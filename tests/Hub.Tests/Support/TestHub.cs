using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GpioHub.Hub.Control;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Resources;
using GpioHub.Hub.Hosting;
using GpioHub.Hub.Hosting.Api;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Hosting.Sockets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Records;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace GpioHub.Hub.Tests.Support;

/// <summary>The real host, Kestrel and control socket, over a <see cref="FakeRig"/>; in a folder of its own.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly ControlSocket _control, _view;
    private readonly IHost _app;

    private TestHub(TempFolder folder, FakeRig hub, ControlSocket control, ControlSocket view, IHost app)
    {
        (_folder, Hub, _control, _view, _app) = (folder, hub, control, view, app);
        Http = new HttpClient(new ContractHandler(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) => new NetworkStream(await ConnectAsync(cancel), ownsSocket: true),
        }));
    }

    public FakeRig Hub { get; }

    public string Socket => _control.Path;

    public string ViewSocket => _view.Path;

    /// <summary>Speaks to the control socket; any http://hub/… goes there. Each answer is held to the OpenAPI description.</summary>
    public HttpClient Http { get; }

    /// <summary>Port of the loopback listener.</summary>
    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
        .First(address => !address.Contains("unix:", StringComparison.Ordinal))).Port;

    /// <param name="address">Of the port; null = loopback.</param>
    /// <param name="log">Of the rig; null = one of its own.</param>
    public static async Task<TestHub> StartAsync(
        TimeProvider? time = null, bool tcp = false, Func<string, RigPlan>? rig = null, IPAddress? address = null,
        EdgeLog? log = null)
    {
        var folder = new TempFolder();
        var plan = (rig ?? (sockets => DemoRig.Plan(sockets)))(folder.Path);
        var hub = log is null ? new FakeRig(plan) : new FakeRig(plan) { Log = log };
        var control = ControlSocket.Bind(plan.Hub, Keeping.None, GivenSockets.None);
        var view = ControlSocket.BindView(plan.Hub, Keeping.None, GivenSockets.None);
        var runtime = new FakeRuntime(hub);
        var app = HubHost.Build(
            new TimedRig(runtime, time), new RigStart(plan, null),
            new ApiListeners(control, view, tcp ? new IPEndPoint(address ?? IPAddress.Loopback, 0) : null),
            new FakeChecker(), Serilog.Core.Logger.None);
        await app.StartAsync();
        return new TestHub(folder, hub, control, view, app);
    }

    /// <summary>Sends bytes as they stand and reads to the end of the connection.</summary>
    public async Task<string> RawAsync(string request)
    {
        using var socket = await ConnectAsync(default);
        await socket.SendAsync(Encoding.UTF8.GetBytes(request.ReplaceLineEndings("\r\n")));
        using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Asks with curl, over TCP or over the control socket.</summary>
    /// <param name="path">From <c>/v1</c> on.</param>
    public async Task<CurlResult> CurlAsync(bool tcp, string path, params string[] args)
    {
        var answer = await (tcp
            ? Curl.RunAsync([.. args, $"http://127.0.0.1:{Port}{path}"])
            : Curl.RunAsync(["--unix-socket", Socket, .. args, $"http://hub{path}"]));
        if (answer.Status == 0) return answer;
        string method = Curl.MethodOf(args);
        string? type = answer.Headers.GetValueOrDefault("Content-Type")?.Split(';')[0];
        Assert.Null(ApiContract.Problem(method, path.Split('?')[0], answer.Status, type, method == "HEAD" ? null : answer.Body,
            answer.Headers.ContainsKey));
        return answer;
    }

    /// <summary>Every method of every resource.</summary>
    public ImmutableArray<Resource> Resources() =>
        ControlApi.Resources(_app.Services, new EventResource(Hub, TimeProvider.System, _ => { }, default));

    /// <summary>The path of a resource of <see cref="DemoRig"/>, without the / before it.</summary>
    public static string PathOf(Resource resource)
    {
        string pattern = resource.Pattern;
        string[] names = pattern.StartsWith("v1/guests", StringComparison.Ordinal) ? ["ivi", "IGN"]
            : pattern.StartsWith("v1/faults", StringComparison.Ordinal) ? ["f1"]
            : pattern.StartsWith("v1/replays", StringComparison.Ordinal) ? ["r1"]
            : pattern.StartsWith("v1/buses", StringComparison.Ordinal) ? ["PAIR"] : ["bench", "IGN"];
        int next = 0;
        return string.Join('/', pattern.Split('/').Select(part => part == "*" ? names[next++] : part));
    }

    /// <summary>Runs a command line against this hub.</summary>
    public Task<CliResult> CliAsync(params string[] args) => Cli.RunAsync(["--hub", Socket, .. args]);

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        _app.Dispose();
        _control.Dispose();
        _view.Dispose();
        _folder.Dispose();
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancel);
        return socket;
    }

    private sealed class TimedRig(FakeRuntime rig, TimeProvider? time) : IRigRuntime
    {
        public void Register(IServiceCollection services, RigStart start)
        {
            rig.Register(services, start);
            if (time is not null) services.AddSingleton(time);
        }
    }
}
