using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>A small machine under QEMU, without KVM, because every machine can run that.</summary>
/// <remarks>Commands go over a virtio-serial port, the kernel's messages over the serial line into a file.</remarks>
public sealed class QemuGuest : LinuxGuest
{
    public const string Memory = "64M";

    private readonly string _folder;
    private Stream? _port;
    private GuestShell? _shell;
    private Qmp? _qmp;

    private QemuGuest(string name, string folder, ChildProcess process) : base(name)
    {
        _folder = folder;
        Process = process;
    }

    protected override ChildProcess Process { get; }

    protected override GuestShell Shell => _shell ?? throw new InvalidOperationException("not booted");

    /// <summary>What the guest's kernel has said: warnings and worse are all of it.</summary>
    public string Console => File.Exists(ConsoleFile) ? File.ReadAllText(ConsoleFile) : "";

    private string ConsoleFile => Path.Combine(_folder, "console");

    private string PortSocket => Path.Combine(_folder, "port");

    private string QmpSocket => Path.Combine(_folder, "qmp");

    /// <param name="qemu">A program that runs QEMU.</param>
    /// <param name="device">What <c>gpiohub qemu-args</c> says for a guest of <see cref="Memory"/>.</param>
    /// <param name="cpus">Each is a thread of QEMU's.</param>
    public static async Task<QemuGuest> BootAsync(GuestKit kit, string qemu, QemuBoard board, string name, IEnumerable<string> device,
        int cpus)
    {
        string folder = Directory.CreateTempSubdirectory("gpiohub-qemu-").FullName;
        string[] machine = ["-accel", "tcg,thread=multi", "-cpu", board.Cpu, "-smp", $"{cpus}", "-M", board.Machine, "-m", Memory];
        string[] tree = board.Tree is null ? [] : ["-dtb", await DeviceTree.MakeAsync(qemu, machine, board.Tree, folder)];
        string[] arguments =
        [
            .. machine, .. tree,
            "-nodefaults", "-no-user-config", "-display", "none", "-kernel", board.Kernel(kit), "-initrd", board.Initramfs(kit),
            "-append", $"console={board.Console} quiet panic=-1 serve=/dev/vport0p1",
            "-chardev", $"file,id=console,path={folder}/console", "-serial", "chardev:console",
            "-device", board.SerialBus, "-chardev", $"socket,id=port,path={folder}/port,server=on,wait=off", "-device",
            "virtserialport,chardev=port", "-qmp", $"unix:{folder}/qmp,server=on,wait=off",
            .. device,
        ];
        var guest = new QemuGuest(name, folder, ChildProcess.Start(name, qemu, arguments));
        try
        {
            guest._port = await GuestSocket.ConnectAsync(guest.Process, guest.PortSocket);
            guest._shell = new GuestShell(name, guest._port, guest._port, guest.ConsoleTail);
            guest._qmp = await Qmp.GreetAsync(await GuestSocket.ConnectAsync(guest.Process, guest.QmpSocket));
            await guest._shell.GreetingAsync();
            return guest;
        }
        catch
        {
            await guest.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a QMP command without arguments: stop, cont, system_reset.</summary>
    public Task MonitorAsync(string command) => (_qmp ?? throw new InvalidOperationException("not booted")).RunAsync(command);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _shell?.Dispose();
        if (_port is not null) await _port.DisposeAsync();
        if (_qmp is not null) await _qmp.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string ConsoleTail() => $"{Console}\nQEMU says:\n{Process.Log.Tail}";
}
