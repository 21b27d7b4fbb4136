using System.Text;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Succession;

/// <summary>How this process was started, and how its hubs are: with the same program, arguments and environment.</summary>
/// <remarks>As bytes, as the kernel has them: names of files are no text.</remarks>
internal sealed class OwnProgram
{
    private static readonly string[] NotPassedOn =
    [
        KeeperText.NotifySocket, KeeperText.LineNumber, KeeperText.Role, "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "WATCHDOG_PID",
        "WATCHDOG_USEC",
    ];

    private readonly List<byte[]> _before;
    private readonly List<byte[]> _arguments;
    private readonly List<byte[]> _environment = [];

    /// <param name="arguments">How many the program was given, the verb first.</param>
    public OwnProgram(int arguments)
    {
        var line = ProcessStart.Split(File.ReadAllBytes("/proc/self/cmdline"));
        _before = line.GetRange(0, line.Count - arguments);           // the program; or dotnet, its options, and the assembly
        _arguments = line.GetRange(line.Count - arguments, arguments);
        foreach (byte[] variable in ProcessStart.Split(File.ReadAllBytes("/proc/self/environ")))
            if (!Array.Exists(NotPassedOn, name => Names(variable, name))) _environment.Add(variable);
        Program = Encoding.UTF8.GetBytes(Environment.ProcessPath ?? "/proc/self/exe");
    }

    /// <summary>Path of the running program.</summary>
    public byte[] Program { get; }

    /// <summary>The command line of a hub.</summary>
    /// <param name="program">Path of the build.</param>
    public List<byte[]> CommandLine(byte[] program)
    {
        List<byte[]> line = [];
        if (program.AsSpan().SequenceEqual(Program)) line.AddRange(_before);
        else line.Add(program);
        line.Add(_arguments[0]);
        line.Add(Encoding.UTF8.GetBytes(KeeperStart.Kept));
        line.AddRange(_arguments.GetRange(1, _arguments.Count - 1));
        return line;
    }

    /// <summary>The environment of a kept process.</summary>
    public List<byte[]> EnvironmentOf(string role, string notifySocket, int lineNumber) =>
    [
        .. _environment, Variable(KeeperText.NotifySocket, notifySocket), Variable(KeeperText.Role, role),
        Variable(KeeperText.LineNumber, lineNumber.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static bool Names(byte[] variable, string name)
    {
        if (variable.Length <= name.Length || variable[name.Length] != '=') return false;
        for (int i = 0; i < name.Length; i++)
            if (variable[i] != name[i]) return false;
        return true;
    }

    private static byte[] Variable(string name, string value) => Encoding.UTF8.GetBytes($"{name}={value}");
}
