using GpioHub.Configuration;

namespace GpioHub.Hub.Commands.Check;

/// <summary>The verb <c>check CONFIG</c>: every problem of a file, without hardware. Source: IF-1.13.</summary>
public static class CheckCommand
{
    /// <summary>EX_CONFIG of sysexits.h: the file is wrong.</summary>
    public const int ConfigurationError = 78;

    /// <param name="path">The file, as the user named it.</param>
    /// <param name="output">Gets, if the file is right, first one line, <c>rig.yaml: ok · 1 chip, 3 guests, 5 nets</c>, then the
    /// <see cref="Crossbar"/>.</param>
    /// <param name="error">Gets a line for each problem, in file order.</param>
    /// <returns>The exit code: 0, or <see cref="ConfigurationError"/>.</returns>
    public static int Run(string path, TextWriter output, TextWriter error, HostIdentity? host = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        LoadResult result = ConfigurationLoader.Load(path, host, TokenFiles.Checked);
        foreach (ConfigProblem problem in result.Problems) error.WriteLine(problem);
        if (result.Plan is null) return ConfigurationError;
        output.WriteLine($"{path}: ok · {Summary(result)}");
        foreach (string line in Crossbar.Of(result.Plan)) output.WriteLine(line);
        return 0;
    }

    /// <summary><c>1 chip, 3 guests, 5 nets</c>.</summary>
    public static string Summary(LoadResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return $"{Counted.Of(result.Plan?.Chips.Length ?? 0, "chip")}, {Counted.Of(result.Plan?.Guests.Length ?? 0, "guest")}, " +
            $"{Counted.Of(result.NetCount, "net")}";
    }
}
