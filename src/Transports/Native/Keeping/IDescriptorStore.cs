using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>Where descriptors outlive this process: the keeper, or the service manager (sd_notify FDSTORE=1).</summary>
/// <remarks>A name has one descriptor, at most 255 characters, and no colon. Any thread.</remarks>
public interface IDescriptorStore
{
    /// <summary>Whether anything is kept: false = this process has no keeper, and its end ends everything.</summary>
    bool Keeps { get; }

    /// <summary>Has a duplicate kept under a name. The descriptor stays the caller's. Once this returns, the duplicate outlives this
    /// process, however soon that ends.</summary>
    void Store(string name, SafeHandle descriptor);

    /// <summary>Ends the keeping of a name; one that is not kept does nothing.</summary>
    void Remove(string name);
}

/// <summary>Nobody keeps anything.</summary>
public sealed class NoDescriptorStore : IDescriptorStore
{
    public static readonly NoDescriptorStore Instance = new();

    private NoDescriptorStore()
    {
    }

    public bool Keeps => false;

    public void Store(string name, SafeHandle descriptor)
    {
    }

    public void Remove(string name)
    {
    }
}
