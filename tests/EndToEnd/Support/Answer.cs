namespace GpioHub.EndToEnd.Support;

/// <summary>The answer of a command, on the host or in a guest.</summary>
/// <param name="Command">For failure messages.</param>
/// <param name="Code">Exit code.</param>
/// <param name="Output">Trimmed; stdout of a program on the host, both streams of one in a guest.</param>
public sealed record Answer(string Command, int Code, string Output)
{
    /// <summary>Everything to print when the command fails.</summary>
    public string Log { get; init; } = Output;

    /// <summary>The output of a command that must succeed.</summary>
    public string Succeeded() => Code == 0 ? Output : throw new ScenarioException($"{Command}: exit code {Code}\n{Log}");

    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
