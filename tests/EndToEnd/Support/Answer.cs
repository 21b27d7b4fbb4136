namespace GpioHub.EndToEnd.Support;

/// <summary>What a command answered, on the host or in a guest.</summary>
/// <param name="Command">For failure messages.</param>
/// <param name="Code">Exit code.</param>
/// <param name="Output">stdout and stderr, trimmed.</param>
public sealed record Answer(string Command, int Code, string Output)
{
    /// <summary>The output of a command that is to succeed.</summary>
    public string Succeeded() => Code == 0 ? Output : throw new ScenarioException($"{Command}: exit code {Code}\n{Output}");

    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
