using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>A kernel with real gpio-sim chips that runs this machine's own programs: User-Mode Linux with the host's files, read-only,
/// under /host.</summary>
/// <remarks>Source: tests/EndToEnd/Linux/rig-init. It needs no root; the user who runs the tests only has to be able to read the
/// programs.</remarks>
public sealed class RigKernel : IAsyncDisposable
{
    /// <summary>A hub takes 70 MB, a QEMU with a guest of its own 150.</summary>
    private const string Memory = "1G";

    /// <summary>Longer than simrig's own patience: it says better what it has waited for.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(6);

    private readonly UmlGuest _guest;
    private readonly GuestKit _kit;

    private RigKernel(UmlGuest guest, GuestKit kit) => (_guest, _kit) = (guest, kit);

    public static async Task<RigKernel> BootAsync()
    {
        var kit = await GuestKit.GetAsync();
        var rig = new RigKernel(await UmlGuest.BootAsync(kit, "rig", Memory, "rig"), kit);
        try
        {
            await rig.RunAsync("host true");
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command line in the rig's shell, with busybox, gpiod's tools and gt.</summary>
    public Task<string> RunAsync(string command) => _guest.RunAsync(command);

    /// <summary>Runs one scenario of tests/SimRig.</summary>
    public Task<Answer> ScenarioAsync(string name)
    {
        var environment = new Dictionary<string, string>(_kit.Environment) { ["DOTNET_ROOT"] = Repository.DotnetRoot };
        string variables = string.Join(' ', environment.Select(v => $"{v.Key}='{v.Value}'"));
        return _guest.TryAsync($"host env {variables} '{Repository.SimRig}' {name}", Silence);
    }

    /// <summary>Powers it off; kills it if it does not go.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_guest.HasExited) await _guest.PowerOffAsync();
        }
        finally
        {
            await _guest.DisposeAsync();
        }
    }
}
