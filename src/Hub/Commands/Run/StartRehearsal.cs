using GpioHub.Hub.Control.Reload;
using GpioHub.Hub.Hosting;
using GpioHub.Hub.Hosting.Api;
using GpioHub.Hub.Hosting.Logging;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Hosting.Sockets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Commands.Run;

/// <summary>A rehearsal of a hub's start, for a process that waits to be one: everything between its call and its first answer is loaded
/// and compiled afterwards.</summary>
/// <remarks>It is a whole hub twice, with its sockets in a folder that nobody else may open: the first begins, the second goes on with the
/// record of the first.</remarks>
internal static class StartRehearsal
{
    private const string Folder = ".standby";

    private const string Chip = "chip", Guest = "guest";

    /// <param name="sockets">The hub's own folder of sockets; one in it is used and removed again.</param>
    /// <param name="enough">The call has come: what is left of the rehearsal would only be in the way.</param>
    public static async Task RunAsync(string sockets, Task enough)
    {
        string folder = Path.Combine(sockets, Folder);
        try
        {
            SocketFolder.Prepare(folder);
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var record = RecordFile.Create(boot: 0);
            await OnceAsync(new RigStart(Plan(folder), null) { Keeping = new Keeping { Record = record } });
            if (enough.IsCompleted || PlanRecord.Read(record, out _) is not { } before) return;
            await OnceAsync(new RigStart(before.Plan, null)
            {
                Keeping = new Keeping { Record = record, IsSuccessor = true },
                Before = before,
            });
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException or InvalidOperationException)
        {
            // Without it the first start of this process is its real one: slower, and in nothing else different.
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task OnceAsync(RigStart start)
    {
        await using var logs = HubLogging.To(TextWriter.Null, LogForm.Text, verbose: false);
        using var control = ControlSocket.Bind(start.Plan.Hub, start.Keeping, GivenSockets.None);
        using var view = ControlSocket.BindView(start.Plan.Hub, start.Keeping, GivenSockets.None);
        using var app = HubHost.Build(
            new RigRuntime(), start, new ApiListeners(control, view, null), new ConfigChecker(plan => plan, _ => (null, null)), logs);
        await app.StartAsync(CancellationToken.None);
        await Rehearsal.RunAsync(control.Path, CancellationToken.None);
        await app.StopAsync(CancellationToken.None);
    }

    private static RigPlan Plan(string folder)
    {
        var chip = new ChipPlan(Chip, SimPlan.Instance, [new ChipLinePlan(0, "line", Bias.AsIs, ActiveLow: false, DriveKind.PushPull,
            InitialState.AsIs, ResolveRule.Exclusive, ControlAccess.Read)]);
        var guest = new GuestPlan(Guest, Path.Combine(folder, $"{Guest}.sock"), UnixFileMode.UserRead | UnixFileMode.UserWrite, null,
            EarlyUnmask.Return, null, [new GuestLinePlan(0, "line", new ChipLineAddress(Chip, 0), LineAccess.Out, OnRelease.Input)]);
        var hub = new HubPlan(Path.Combine(folder, "none.yaml"), folder, Path.Combine(folder, "control.sock"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite, null, null, Reactors: 1, PollPlan.Off)
        {
            Recorder = new RecorderPlan(1 << 20, Dumps: false, null),
        };
        return new RigPlan(hub, [chip], [guest]);
    }
}
