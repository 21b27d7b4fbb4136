using GpioHub.Hub.Commands.Doctor;
using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Commands.Doctor.Gathering;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Tests.Support;
using GpioHub.Tests.FakeKernel;

namespace GpioHub.Hub.Tests.Doctor;

/// <summary>A machine that a test makes of files, with a rig and a QEMU; it is healthy until a test harms it.</summary>
internal sealed class Patient : IDisposable
{
    public const UnixFileMode Everybodys = (UnixFileMode)0x1B6, Mine = (UnixFileMode)0x180, Program = (UnixFileMode)0x1ED;

    public const string Rig = """
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [IGN] }
          doors:
            driver: gpiochip
            label: mcp23017
            lines: [FL, { offset: 1, name: HORN }]
        guests:
          ivi: { lines: [{ name: IGN, from: bench/IGN }, { name: FL, from: doors/FL }, { name: HORN, from: doors/HORN }] }
          adas: { lines: [{ name: IGN, from: bench/IGN }] }
        """;

    /// <summary>A user who owns nothing here, so that modes count.</summary>
    public static readonly User Tester = new("tester", 54321, [54321]);

    private readonly TempFolder _folder = new();
    private readonly RigFolder _rig;

    public Patient(string rig = Rig)
    {
        _rig = new RigFolder(rig);
        Write("/proc/self/limits",
            "Limit  Soft Limit  Hard Limit  Units\nMax locked memory  8388608  8388608  bytes\nMax open files  1024  1048576  files\n");
        Write("/proc/meminfo", "MemTotal: 1 kB\nHugePages_Total:       0\n");
        Write("/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
        Write("/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
        Write("/sys/devices/system/clocksource/clocksource0/available_clocksource", "tsc hpet acpi_pm \n");
        Write("/dev/kvm", "", Everybodys);
        Chip = AddChip("gpiochip0", "mcp23017", "FL", "HORN");
        Qemu("10.0.2");
    }

    public string Root => Path.Combine(_folder.Path, "m");

    public string Bin => Path.Combine(_folder.Path, "bin");

    public string Config => _rig.Config;

    public string Sockets => _rig.Sockets;

    public FakeGpioKernel Kernel { get; } = new();

    /// <summary>The rig's physical chip.</summary>
    public FakeGpioChip Chip { get; }

    public int Cpus { get; set; } = 2;

    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(120);

    public TimeSpan Answer { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Writes a file of the machine.</summary>
    public string Write(string path, string text, UnixFileMode mode = (UnixFileMode)0x1A4) => WriteAt(Root + path, text, mode);

    /// <summary>Puts a program on PATH.</summary>
    public string Install(string name, string script) => WriteAt(Path.Combine(Bin, name), $"#!/bin/sh\n{script}\n", Program);

    /// <summary>Puts a QEMU on PATH.</summary>
    public void Qemu(string version, string device = "vhost-user-gpio-pci") => Install("qemu-system-x86_64",
        $"[ \"$1\" = --version ] && echo 'QEMU emulator version {version} (Debian)' || echo 'name \"{device}\", bus PCI'");

    public FakeGpioChip AddChip(string name, string label, params string[] lines) =>
        Kernel.AddChip(Write($"/dev/{name}", "", Everybodys), label, lines);

    /// <summary>Adds a process.</summary>
    /// <param name="user">Its user's and group's number.</param>
    public void Process(int pid, int user, params string[] arguments)
    {
        Write($"/proc/{pid}/cmdline", string.Concat(arguments.Select(argument => argument + '\0')));
        string ids = string.Join('\t', Enumerable.Repeat(user, 4));
        Write($"/proc/{pid}/status", $"Name:\tx\nUid:\t{ids}\nGid:\t{ids}\nGroups:\t{user} \n");
    }

    /// <summary>Adds the QEMU of guest ivi, which shares its RAM unless told otherwise.</summary>
    public void Machine(string memory = "memory-backend-memfd,id=ram,size=2G,share=on", int user = 64055) => Process(4711, user,
        "/usr/bin/qemu-system-x86_64", "-m", "2G", "-object", memory, "-machine", "q35,memory-backend=ram",
        "-chardev", $"socket,id=gpiohub-ivi,path={Sockets}/ivi.sock", "-device", "vhost-user-gpio-pci,chardev=gpiohub-ivi");

    /// <summary>Makes a file where the socket of ivi would be.</summary>
    public string Socket(UnixFileMode mode) => WriteAt(Path.Combine(Sockets, "ivi.sock"), "", mode);

    /// <summary>What is to be mended, and the exit code.</summary>
    public Task<CliResult> QuietAsync(string? kernel = null, bool probe = false, string? guest = null) =>
        RunAsync(new DoctorQuestion(Config, guest, kernel, probe, null), new DoctorOutput(Json: false, Quiet: true));

    public async Task<CliResult> RunAsync(DoctorQuestion asked, DoctorOutput form)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, name => name == "PATH" ? Bin : null);
        var around = new Surroundings(Root, terminal.Variable, Kernel)
        {
            Me = Tester,
            Cpus = Cpus,
            Patience = Patience,
            Answer = Answer,
            Silence = TimeSpan.Zero,
        };
        int code = await DoctorVerb.RunAsync(asked, around, terminal, form, CancellationToken.None);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    public void Dispose()
    {
        _folder.Dispose();
        _rig.Dispose();
    }

    private static string WriteAt(string path, string text, UnixFileMode mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
