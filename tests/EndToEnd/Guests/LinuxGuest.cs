using System.Globalization;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>A booted Linux with the kernel's own gpio-virtio driver on one of the hub's sockets.</summary>
public abstract class LinuxGuest : IAsyncDisposable
{
    private const string Driver = "/sys/bus/virtio/drivers/gpio_virtio";

    protected LinuxGuest(string name) => Name = name;

    public string Name { get; }

    /// <summary>Pid of the front-end: QEMU or User-Mode Linux.</summary>
    public int ProcessId => Process.Id;

    public bool HasExited => Process.HasExited;

    /// <summary>What the front-end has printed: QEMU's own complaints, or what the kernel of a User-Mode Linux has said.</summary>
    public LineLog Printed => Process.Log;

    protected abstract ChildProcess Process { get; }

    protected abstract GuestShell Shell { get; }

    /// <param name="silence">How long it may say nothing; null = <see cref="Patience.Limit"/>.</param>
    public Task<Answer> TryAsync(string command, TimeSpan? silence = null) => Shell.RunAsync(command, silence);

    /// <summary>Runs a command that is to succeed.</summary>
    public async Task<string> RunAsync(string command) => (await TryAsync(command)).Succeeded();

    /// <summary>Starts a program that goes on by itself; its output goes to a file in the guest.</summary>
    public async Task<GuestJob> StartJobAsync(string command)
    {
        string id = await RunAsync($"f=$(mktemp); {command} >$f 2>&1 & echo $! $f");
        string[] words = id.Split(' ');
        return new GuestJob(this, int.Parse(words[0], CultureInfo.InvariantCulture), words[1]);
    }

    public async Task RebootAsync()
    {
        await Shell.SendAsync("reboot -f");
        await Shell.GreetingAsync();
    }

    public async Task PowerOffAsync()
    {
        await Shell.SendAsync("poweroff -f");
        await Process.ExitAsync();
    }

    public async Task KillAsync()
    {
        Process.Kill();
        await Process.ExitAsync();
    }

    /// <summary>Takes the driver off its device.</summary>
    public Task UnbindDriverAsync() => RunAsync($"cd {Driver} && d=$(echo virtio*) && echo $d >/tmp/device && echo $d >unbind");

    public Task BindDriverAsync() => RunAsync($"cat /tmp/device >{Driver}/bind");

    public virtual async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
