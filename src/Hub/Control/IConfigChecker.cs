using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Control;

/// <summary>Checks the text of a configuration without touching the running one.</summary>
internal interface IConfigChecker
{
    /// <param name="yaml">The whole file.</param>
    /// <param name="path">Where the file stands or would stand: relative paths in it begin there, and messages name it.</param>
    ConfigFindings Check(string yaml, string path);
}

/// <summary>Everything found in a configuration. No errors = it would start.</summary>
internal sealed record ConfigFindings(IReadOnlyList<ConfigProblemDocument> Errors, IReadOnlyList<string> Warnings);
