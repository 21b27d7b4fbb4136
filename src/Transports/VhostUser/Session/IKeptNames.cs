using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <summary>Knows under which name each descriptor of a front-end is kept.</summary>
public interface IKeptNames
{
    /// <summary>The name of a descriptor that the session holds.</summary>
    KeptName NameOf(FileDescriptor handle);

    /// <summary>The name of the file that a region of guest RAM is mapped from.</summary>
    KeptName FileOf(RegionDescription region);
}

/// <summary>Has the descriptors that the process before has left.</summary>
public interface IKeptDescriptors
{
    /// <summary>A descriptor of the caller's own; two that were aliases of one share it as duplicates.</summary>
    /// <returns>null = it was not left.</returns>
    FileDescriptor? Take(KeptName name);

    /// <summary>The session holds a descriptor that was left under this name.</summary>
    void Took(FileDescriptor handle, KeptName name);
}
