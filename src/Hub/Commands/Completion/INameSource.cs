using System.CommandLine;

namespace GpioHub.Hub.Commands.Completion;

/// <summary>Where the names of a rig come from while a command line is typed. It never fails: names that are not to be had are not
/// there.</summary>
internal interface INameSource
{
    Task<KnownNames> NamesAsync(ParseResult parsed);

    /// <summary>Active faults: their ids, and what they are.</summary>
    Task<IReadOnlyList<Candidate>> FaultsAsync(ParseResult parsed);

    /// <summary>The guests of a rig's file.</summary>
    IReadOnlyList<string> GuestsIn(string config);
}
