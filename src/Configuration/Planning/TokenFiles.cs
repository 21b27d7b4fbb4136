namespace GpioHub.Configuration;

/// <summary>What a loader does with the files of <c>hub.tokens</c>.</summary>
public enum TokenFiles
{
    /// <summary>Nothing: the text may be a stranger's, and a message about a file tells something of it.</summary>
    Unread,

    /// <summary>Reads them; one that is not there, or that this user may not read, is unverified.</summary>
    Checked,

    /// <summary>Reads them; without one the rig cannot run.</summary>
    Required,
}
